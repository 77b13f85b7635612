"""A home centre that may know how today stands: `publish`."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

from device.cli.common import MISTAKES, fail
from device.paths import INSTALLED, config_file, language_folder, project_folder, state_folder

if TYPE_CHECKING:
    from device.publishing.messages import Message, Topics
    from device.publishing.state import StateWatcher
    from device.settings import MqttSettings

log = logging.getLogger(__name__)


@click.command()
@click.option("--show", is_flag=True, help="Print every message, and send none.")
@click.option("--forget", is_flag=True, help="Have the broker forget this box, and end.")
def publish(show: bool, forget: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Tell an MQTT broker how today stands, until it is stopped. Off unless device.yaml says so.

    What leaves the box: today done, sessions left, why nothing can begin, pain shown, fault, last
    session, the plan's end, and when the box was last seen. No word that was heard.

    Example: spinecoach publish --show
    """
    from device.heartbeat import mark_of
    from device.journal.clock import clock_of
    from device.publishing.state import StateWatcher

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings, topics, introduction = _settings()
    alive = mark_of(project_folder(), INSTALLED)
    watch = StateWatcher(
        project_folder(), state_folder(), clock_of(state_folder()), log.warning, alive
    )
    if show:
        _show(watch, topics, introduction)
    else:
        _serve(settings, topics, introduction, watch, forget=forget)


def _settings() -> tuple[MqttSettings, Topics, tuple[Message, ...]]:
    from importlib.metadata import version

    from device.publishing.messages import Topics, discovery_of
    from device.reading.diagnostic import ConfigError, errors
    from device.report.texts import load_texts
    from device.settings import load_settings

    settings, problems = load_settings(config_file(project_folder(), "device.yaml"))
    if settings is None:
        fail("\n".join(map(str, errors(problems))), MISTAKES)
    if settings.mqtt is None:
        fail(
            "Nothing is published: config/device.yaml has no `mqtt`. The lines for it stand there "
            "as remarks: take away their `#` and change them.",
            MISTAKES,
        )
    try:
        texts = load_texts(language_folder(project_folder(), settings.language))
    except ConfigError as unreadable:
        fail(str(unreadable), MISTAKES)
    topics = Topics(settings.mqtt.box, settings.mqtt.discovery_prefix)
    return settings.mqtt, topics, discovery_of(topics, texts, version("spinecoach"))


def _show(watch: StateWatcher, topics: Topics, introduction: tuple[Message, ...]) -> None:
    from device.publishing.messages import ONLINE, state_of

    state = state_of(topics, watch.look())
    for message in (*introduction, state, topics.availability_of(ONLINE)):
        click.echo(f"{message.topic}\n  {message.payload}")


def _serve(
    settings: MqttSettings,
    topics: Topics,
    introduction: tuple[Message, ...],
    watch: StateWatcher,
    *,
    forget: bool,
) -> None:
    from device.publishing.messages import OFFLINE, forgetting

    try:
        from device.publishing.address import AddressUnusable, address_of
        from device.publishing.broker import Broker, Lost
        from device.publishing.publisher import Publisher
    except ImportError as missing:
        fail(
            "Publishing needs paho-mqtt: sudo script/install --with-mqtt, or "
            f"{sys.executable} -m pip install paho-mqtt. ({missing})",
            1,
        )
    try:
        address = address_of(settings, project_folder() / "config")
    except AddressUnusable as unusable:
        fail(str(unusable), MISTAKES)
    if forget:
        broker = Broker(address, topics.availability_of(OFFLINE))
        try:
            broker.open()
            broker.send(forgetting(topics))
        except Lost as lost:
            fail(str(lost), 1)
        finally:
            broker.close()
        click.echo(f"The broker at {address.host} has forgotten {topics.box}.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    Publisher(lambda will: Broker(address, will), watch.look, topics, introduction, stop).run()


COMMANDS = (publish,)
