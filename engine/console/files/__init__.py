"""`/api/buckets/:id/files`. Source: docs.acrcloud.com and docs.acrcloud.cn, Audio Files."""
