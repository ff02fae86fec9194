import io
from hashlib import sha256
from typing import Any

import pytest

from course_builder.model.media import Media
from lti_service.domain.grant import Role
from lti_service.ports import Ports
from lti_service.web.token import Bearer, Tokens
from tests.fakes import MORNING, FakeStorage
from tests.lti_service.course_release import first, packed, published_office, second
from tests.lti_service.office import (
    ADMIN,
    ASSESSOR,
    BOSS,
    LEARNER,
    account_of,
    browser,
    give,
)
from tests.lti_service.use_cases.learning.given import launch

PICTURE = b"\x89PNG"
MEDIUM = Media(f"{sha256(PICTURE).hexdigest()}.png", "image/png", PICTURE)


def author(unit: str = "") -> tuple[FakeStorage, Ports, Any]:
    storage, ports = published_office()
    give(storage, Role.AUTHOR, BOSS, unit)
    return storage, ports, browser(ports, storage, account_of(BOSS))


def sent(client: Any, content: bytes) -> Any:
    file = (io.BytesIO(content), "rilis.zip")
    return client.post("/author/upload", data={"file": file})


def uploaded(client: Any) -> str:
    reply = sent(client, packed(second()))
    assert reply.status_code == 303
    return str(reply.location)


def test_the_list_tells_version_who_and_attempts() -> None:
    _, ports, client = author()
    launch(ports, subject="s-learner")
    page = client.get("/author").text
    assert "<b>1 kursus</b> ditawarkan sekarang." in page
    assert "versi 1.0: 1" in page
    assert "perintah" in page
    assert 'href="/author/siaga-bencana"' in page


def test_two_versions_are_compared_published_and_rolled_back() -> None:
    storage, _, client = author()
    old = ports_current(storage)
    draft = uploaded(client)

    page = client.get(draft).text
    assert "Pemeriksaan menemukan <b>1 hal</b>." in page
    assert "kalimat ini panjang" in page
    assert "01-m1.md, baris 7" in page
    assert "<ins>Lari ke bukit.</ins>" in page
    assert "Kunci" in page
    assert "Menit: <del>45</del> → <ins>60</ins>" in page
    assert "Kolom nilai di LMS tetap berskala 100" in page

    reply = client.post(f"{draft}/publish", data={"seen": old}, follow_redirects=True)
    assert "Versi itu terbit" in reply.text
    assert ">1.1<" not in client.get("/author/siaga-bencana").text.split("<option")[0]
    new = ports_current(storage)
    assert new != old

    form = {"release": old, "seen": new, "reason": "Kuncinya keliru."}
    reply = client.post(
        "/author/siaga-bencana/rollback", data=form, follow_redirects=True
    )
    assert "Versi itu ditawarkan lagi" in reply.text
    assert "Alasan: Kuncinya keliru." in reply.text
    assert ports_current(storage) == old


def test_a_course_is_withdrawn_and_offered_again_from_its_page() -> None:
    storage, _, client = author()
    offered = ports_current(storage)
    page = client.get("/author/siaga-bencana").text
    assert "di sana peserta baru membaca bahwa kursusnya ditarik" in page
    draft = uploaded(client)

    reply = client.post(
        "/author/siaga-bencana/withdraw", data={"seen": offered, "reason": " "}
    )
    assert reply.status_code == 422
    assert "Alasan menarik kursus belum diisi." in reply.text
    form = {"seen": offered, "reason": "Ambang siaganya keliru."}
    reply = client.post(
        "/author/siaga-bencana/withdraw", data=form, follow_redirects=True
    )
    assert "Kursus ini ditarik: tidak ada yang dapat memulainya" in reply.text
    assert "kursus ditarik oleh Pegawai 003. Alasan: Ambang siaganya keliru." in (
        reply.text
    )
    assert "<b>0 kursus</b> ditawarkan sekarang." in client.get("/author").text
    version = client.get(f"/author/siaga-bencana/versions/{offered}").text
    assert "Kursus ini sedang ditarik; terakhir ditawarkan versi 1.0." in version
    assert "Kursus ini sedang ditarik" in client.get(draft).text

    stale = client.post(
        "/author/siaga-bencana/rollback",
        data={"release": offered, "seen": offered, "reason": "Sudah diperbaiki."},
    )
    assert stale.status_code == 409
    reply = client.post(
        "/author/siaga-bencana/rollback",
        data={"release": offered, "seen": "", "reason": "Sudah diperbaiki."},
        follow_redirects=True,
    )
    assert "versi 1.0 ditawarkan lagi oleh Pegawai 003." in reply.text
    assert ports_current(storage) == offered


def ports_current(storage: FakeStorage) -> str:
    with storage.reading() as uow:
        found = uow.releases.current("siaga-bencana")
    assert found is not None
    return found.id


def test_a_refused_going_back_keeps_what_was_typed() -> None:
    storage, _, client = author()
    form = {"release": ports_current(storage), "seen": "elsewhere", "reason": "Keliru."}
    reply = client.post("/author/siaga-bencana/rollback", data=form)
    assert reply.status_code == 409
    assert "Yang ditawarkan berubah sejak halaman ini dibuka." in reply.text
    storage, _, client = author()
    client.post(f"{uploaded(client)}/publish", data={"seen": ports_current(storage)})
    reply = client.post(
        "/author/siaga-bencana/rollback", data={**form, "reason": "Lama."}
    )
    assert ">Lama.</textarea>" in reply.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Belum ada berkas yang dipilih."),
        (b"bukan zip", "Berkas ini bukan zip yang utuh"),
        (packed(first()), "Versi ini sudah diterbitkan dengan isi yang sama."),
        (packed(first(title="Lain")), "Isi lain sudah diterbitkan"),
    ],
)
def test_a_refused_file_says_why_and_what_to_do(content: bytes, told: str) -> None:
    storage, _, client = author()
    reply = sent(client, content)
    assert reply.status_code in {409, 422}
    assert told in reply.text
    assert storage.tables.drafts == {}


def test_a_file_beyond_the_largest_is_not_read() -> None:
    storage, _, client = author()
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="r.zip"\r\n\r\n'
    )
    body = head + b"0" * (10 * 1024 * 1024) + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    reply = client.post("/author/upload", data=body, content_type=kind)
    assert reply.status_code == 413
    assert storage.tables.drafts == {}


def test_a_draft_is_discarded_and_taken_back() -> None:
    _, _, client = author()
    draft = uploaded(client)
    reply = client.post(f"{draft}/discard", follow_redirects=True)
    assert "Draf itu dibuang." in reply.text
    assert f'href="{draft}"' in reply.text
    assert "Ambil lagi" in client.get(draft).text
    reply = client.post(f"{draft}/publish", data={"seen": ""})
    assert reply.status_code == 409
    reply = client.post(f"{draft}/restore", follow_redirects=True)
    assert "Bila versi ini terbit" in reply.text


def test_a_release_of_before_says_that_its_findings_did_not_come_along() -> None:
    _, _, client = author()
    draft = sent(client, packed(second(notes=None))).location
    page = client.get(draft).text
    assert "Temuan pemeriksaan tidak ikut dalam berkas ini." in page


def test_the_course_page_has_the_coverage_and_hides_few_people() -> None:
    _, ports, client = author()
    launch(ports, subject="s-learner")
    page = client.get("/author/siaga-bencana").text
    assert "<b>1 dari 1</b> capaian diajarkan dan dapat dibuktikan." in page
    assert "Penanggulangan bencana" in page
    assert "Beri soal tes, simulasi, atau tugas yang menyebutnya." in page
    assert "Peserta versi ini masih di bawah 10 orang" in page
    assert client.get("/author/tidak-ada").status_code == 404
    assert client.get("/author/siaga-bencana?version=9.9").status_code == 404


def test_previews_show_pages_and_media_to_authors_alone() -> None:
    storage, ports, client = author()
    draft = uploaded(client)
    assert "Lari ke bukit." in client.get(f"{draft}/preview").text
    pictured = sent(client, packed(first(version="1.2", media=(MEDIUM,)))).location
    assert f'src="{pictured}/media/x.png"' in client.get(f"{pictured}/preview").text
    picture = client.get(f"{pictured}/media/{MEDIUM.name}")
    assert picture.data == PICTURE
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert client.get(f"{pictured}/media/x.png").status_code == 404
    assert client.get(f"/media/{MEDIUM.name}").status_code == 404
    old = ports_current(storage)
    assert (
        client.get(f"/author/siaga-bencana/versions/{old}/preview").status_code == 200
    )
    assert client.get(f"/author/lain/versions/{old}/preview").status_code == 404
    assert (
        "Versi ini yang ditawarkan sekarang."
        in client.get(f"/author/siaga-bencana/versions/{old}").text
    )
    stranger = browser(ports, storage, account_of(ASSESSOR))
    assert stranger.get(f"{draft}/preview").status_code == 403
    assert stranger.get(f"{pictured}/media/{MEDIUM.name}").status_code == 403


def test_an_author_of_one_unit_is_told_what_to_ask_for() -> None:
    _, _, client = author("KEC")
    reply = client.get("/author")
    assert reply.status_code == 403
    assert 'data-code="author-of-unit"' in reply.text
    assert "Minta pengelola memberi peran penulis untuk semua unit." in reply.text


def test_administrators_of_everything_are_let_in_and_strangers_are_not() -> None:
    storage, ports = published_office()
    assert browser(ports, storage, account_of(ADMIN)).get("/author").status_code == 200
    stranger = browser(ports, storage, account_of(BOSS))
    assert stranger.get("/author").status_code == 403
    assert sent(stranger, packed(second())).status_code == 403
    assert storage.tables.drafts == {}


def test_an_attempt_under_way_keeps_its_version_and_key_over_http() -> None:
    storage, ports, client = author()
    old = ports_current(storage)
    attempt = launch(ports, subject="s-learner").attempt
    assert attempt is not None
    learner = browser(ports, storage, account_of(LEARNER))
    token = Tokens(b"x" * 32, ports.clock).make(Bearer("a-learner", counts=True))
    address = f"/api/attempts/{attempt.id}"
    headers = {"Authorization": f"Bearer {token}"}

    def version() -> str:
        reply = learner.get(address, headers=headers)
        assert reply.status_code == 200
        return str(reply.json["outline"]["version"])

    def points(event: str, question: str) -> int:
        answered = {
            "id": event,
            "kind": "answered",
            "at": MORNING.isoformat(),
            "activity": question,
            "answer": ["b"],
        }
        reply = learner.post(
            f"{address}/events", json={"events": [answered]}, headers=headers
        )
        return int(reply.json["results"][0]["score"]["given"])

    assert version() == "1.0"
    draft = uploaded(client)
    client.post(f"{draft}/publish", data={"seen": old})
    # Version 1.1 has another key for q-1, and no q-2.
    assert (version(), points("event-0001", "q-1")) == ("1.0", 1)
    form = {"release": old, "seen": ports_current(storage), "reason": "Keliru."}
    client.post("/author/siaga-bencana/rollback", data=form)
    assert (version(), points("event-0002", "q-2")) == ("1.0", 1)
