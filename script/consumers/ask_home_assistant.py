"""Sets up a fresh Home Assistant with MQTT and prints as JSON what it made of the boxes.

Runs with Home Assistant's own Python. Commands come as lines of standard input, answers go to
standard output, a line of JSON each: `states`, `triggers`. Arguments: its port, the broker's port,
user and password.
"""

import asyncio
import json
import sys
from http import HTTPStatus
from typing import Any

import aiohttp

CLIENT = "http://127.0.0.1/"
WAIT_S = 180


async def token_of(session: aiohttp.ClientSession, base: str) -> str:
    """Make the owner, as the first page of Home Assistant does; return an access token."""
    user = {
        "client_id": CLIENT,
        "name": "Owner",
        "username": "owner",
        "password": "a-long-word",
        "language": "en",
    }
    for _ in range(WAIT_S):
        try:
            async with session.post(f"{base}/api/onboarding/users", json=user) as answer:
                if answer.status == HTTPStatus.OK:
                    code = (await answer.json())["auth_code"]
                    break
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(1)
    else:
        raise SystemExit("Home Assistant does not answer")
    form = {"client_id": CLIENT, "grant_type": "authorization_code", "code": code}
    async with session.post(f"{base}/auth/token", data=form) as answer:
        return str((await answer.json())["access_token"])


def given_for(schema: list[dict[str, Any]], told: dict[str, object]) -> dict[str, object]:
    """Fill in a page: what is told, the defaults of what it asks besides, and its sections."""
    given: dict[str, object] = {}
    for each in schema:
        name = each["name"]
        if "schema" in each:
            given[name] = given_for(each["schema"], told)
        elif name in told:
            given[name] = told[name]
        elif each.get("required") and "default" in each:
            given[name] = each["default"]
    return given


async def add_broker(session: aiohttp.ClientSession, base: str, told: dict[str, object]) -> None:
    """Add the broker in the way of its settings pages."""
    flow = f"{base}/api/config/config_entries/flow"
    async with session.post(
        flow, json={"handler": "mqtt", "show_advanced_options": False}
    ) as answer:
        step = await answer.json()
    for _ in range(5):
        if step["type"] == "create_entry":
            return
        given = given_for(step.get("data_schema") or [], told)
        if step["type"] == "menu":
            given = {"next_step_id": "broker"}
        async with session.post(f"{flow}/{step['flow_id']}", json=given) as answer:
            step = await answer.json()
        if step.get("errors"):
            break
    raise SystemExit(f"the broker could not be added: {json.dumps(step)[:2400]}")


async def websocket(
    session: aiohttp.ClientSession, base: str, token: str, *asked: dict[str, Any]
) -> list[Any]:
    """Ask what only the websocket tells."""
    answers = []
    async with session.ws_connect(f"{base}/api/websocket") as socket:
        await socket.receive_json()
        await socket.send_json({"type": "auth", "access_token": token})
        await socket.receive_json()
        for number, each in enumerate(asked, 1):
            await socket.send_json({"id": number, **each})
            answers.append((await socket.receive_json()).get("result"))
    return answers


async def triggers(session: aiohttp.ClientSession, base: str, token: str) -> dict[str, list[str]]:
    """Return the triggers of each device of Spinecoach, by its name."""
    (devices,) = await websocket(session, base, token, {"type": "config/device_registry/list"})
    found = {}
    for each in devices:
        if not any(word.startswith("spinecoach") for _, word in each["identifiers"]):
            continue
        asked = {"type": "device_automation/trigger/list", "device_id": each["id"]}
        (told,) = await websocket(session, base, token, asked)
        found[each["name"]] = sorted({one["type"] for one in told if one["domain"] == "mqtt"})
    return found


async def main(port: str, broker: str, user: str, password: str) -> None:
    """Answer until the input ends."""
    base = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session:
        token = await token_of(session, base)
        session.headers["Authorization"] = f"Bearer {token}"
        told = {"broker": "127.0.0.1", "port": int(broker), "username": user, "password": password}
        told |= {"set_client_cert": False, "set_ca_cert": "off"}
        await add_broker(session, base, told)
        print(json.dumps("ready"), flush=True)
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if line == "states":
                async with session.get(f"{base}/api/states") as answer:
                    states = {each["entity_id"]: each["state"] for each in await answer.json()}
                print(json.dumps(states), flush=True)
            elif line == "triggers":
                print(json.dumps(await triggers(session, base, token)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
