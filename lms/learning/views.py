"""Certifications, courses and lessons, for everybody who has signed in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms.catalogue import queries as catalogue
from lms.kernel import clock
from lms.kernel.db import transaction
from lms.kernel.permissions import Permission, allow
from lms.learning import looks, queries, services

bp = Blueprint("learning", __name__, url_prefix="/learn")
for words in (
    looks.asked,
    looks.by_track,
    looks.course_days,
    looks.exam_time,
    looks.reading_time,
    looks.topic_title,
    looks.track_title,
    looks.validity,
):
    bp.add_app_template_filter(words)

LESSON = "/<certification_key>/<lesson_key>"


@bp.get("")
@allow(Permission.LEARN)
def list_tracks() -> ResponseReturnValue:
    outlines = queries.outlines(current_user.id)
    return render_template(
        "learning/tracks.html",
        versions=catalogue.current_versions(),
        outlines=outlines,
        current=queries.going_on(outlines.values()),
    )


@bp.get("/<certification_key>")
@allow(Permission.LEARN)
def show_track(certification_key: str) -> ResponseReturnValue:
    return render_template(
        "learning/track.html",
        version=catalogue.current_version(certification_key),
        versions=catalogue.current_versions(),
        outline=queries.outline(certification_key, current_user.id),
    )


@bp.get(LESSON)
@allow(Permission.LEARN)
def show_lesson(certification_key: str, lesson_key: str) -> ResponseReturnValue:
    # A look at the page is written down: it is how "Continue" finds its lesson.
    with transaction():
        lesson = queries.lesson(certification_key, lesson_key)
        services.open_lesson(lesson, by=current_user, now=clock.now())
    return render_template(
        "learning/lesson.html",
        page=queries.lesson_page(certification_key, lesson_key, current_user.id),
        version=catalogue.current_version(certification_key),
    )


@bp.post(f"{LESSON}/completion")
@allow(Permission.LEARN)
def create_completion(certification_key: str, lesson_key: str) -> ResponseReturnValue:
    with transaction():
        lesson = queries.lesson(certification_key, lesson_key)
        services.complete_lesson(lesson, by=current_user, now=clock.now())
    onward = queries.onward(certification_key, lesson_key, current_user.id)
    return redirect(_address(certification_key, onward))


@bp.post(f"{LESSON}/reopening")
@allow(Permission.LEARN)
def create_reopening(certification_key: str, lesson_key: str) -> ResponseReturnValue:
    with transaction():
        lesson = queries.lesson(certification_key, lesson_key)
        services.reopen_lesson(lesson, by=current_user, now=clock.now())
    return redirect(_address(certification_key, lesson_key))


def _address(certification_key: str, lesson_key: str | None) -> str:
    if lesson_key is None:
        return url_for(".show_track", certification_key=certification_key)
    return url_for(
        ".show_lesson", certification_key=certification_key, lesson_key=lesson_key
    )
