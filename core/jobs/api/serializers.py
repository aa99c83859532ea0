"""A job as JSON."""

from rest_framework import serializers

from core.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    progress = serializers.SerializerMethodField()
    # Declared: the limits of a model's integers differ from database to database.
    attempts = serializers.IntegerField()
    max_attempts = serializers.IntegerField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "title",
            "queue",
            "state",
            "progress",
            "attempts",
            "max_attempts",
            "cancel_requested",
            "error",
            "created_at",
            "started_at",
            "finished_at",
        ]

    def get_progress(self, job: Job) -> dict[str, int | str | None]:
        return {
            "done": job.progress_done,
            "total": job.progress_total,
            "percent": job.percent,
            "note": job.progress_note,
        }
