import shutil

from tests.engine.running import Running
from tests.engine.signing import identify
from tests.engine.sounds import Sounds
from tests.waiting import eventually


def test_a_folder_of_music_becomes_searchable_as_the_catalogue(
    own: Running, sounds: Sounds
) -> None:
    own.prepare()
    music = own.folder / "music"
    (music / "deeper").mkdir(parents=True)
    shutil.copy(sounds.piece_file("saudade"), music / "deeper" / "x.mp3")
    shutil.copy(sounds.piece_file("saudade"), music / "same again.mp3")
    (music / "cover.jpg").write_bytes(b"no sound")
    own.start()
    done = own.run("catalogue", "add", str(music))
    assert done.returncode == 0
    assert "1 tracks added" in done.stdout
    assert "skipped" in done.stdout
    assert "0 tracks added" in own.run("catalogue", "add", str(music)).stdout
    path = "/api/buckets/23/files"
    eventually(lambda: own.get(f"{path}?state=1").json()["meta"]["total"] == 1)
    sample = sounds.part("saudade", 12, 10).read_bytes()
    (match,) = identify(own, own.project("ACRCloud Music"), sample)["metadata"]["music"]
    piece = sounds.piece("saudade")
    assert (match["title"], match["artists"]) == (piece.title, [{"name": piece.artist}])
    assert match["external_ids"] == {"isrc": piece.isrc}


def test_what_is_no_folder_is_said_in_one_line(own: Running) -> None:
    own.prepare()
    done = own.run("catalogue", "add", "/no/such/folder")
    assert (done.returncode, done.stderr) == (1, "engine: /no/such/folder is not a folder\n")
