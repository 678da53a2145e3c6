"""What one would otherwise use: a dramatiq actor that is sent with a delay, and does the same send when its time has come.

usage: python -m bench.messages.peer REDIS_URL DATABASE_URL SENT_FILE

In one transaction it reads the message, takes a number of the stream, writes the event and a delivery per device, and marks the
message as sent; the update's condition keeps a second run from sending again. Raw statements, no framework; one process with
eight threads, as dramatiq's own command would start it, and a connection for each.
"""

import json
import sys
import threading
import time

import dramatiq
import psycopg
import redis
from dramatiq.brokers.redis import RedisBroker

from bench.delivery.commits import CommitLog

ACTOR, QUEUE = "send_message", "bench-messages"
THREADS = 8
DEVICES = 2
SCHEMA = """
create table if not exists stream (name text primary key, head bigint not null);
create table if not exists message (
    id uuid primary key, channel text not null, params text not null, state text not null, sent_at timestamptz
);
create table if not exists event (stream text, seq bigint, body text not null, at timestamptz not null, primary key (stream, seq));
create table if not exists delivery (message_id uuid, device int, sent_at timestamptz not null, primary key (message_id, device));
insert into stream values ('shop', 0) on conflict do nothing;
"""
NAMESPACE = "bench-messages"


def broker(url: str) -> RedisBroker:
    return RedisBroker(client=redis.Redis.from_url(url), namespace=NAMESPACE)  # type: ignore[no-untyped-call]


def main(redis_url: str, database_url: str, sent_file: str) -> None:
    log, local, own = CommitLog(sent_file), threading.local(), broker(redis_url)

    def connection() -> psycopg.Connection[tuple[object, ...]]:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(database_url, autocommit=True)
        kept: psycopg.Connection[tuple[object, ...]] = local.connection
        return kept

    def send(message_id: str) -> None:
        with connection().transaction():
            run = connection().execute
            row = run(
                "update message set state = 'sent', sent_at = now() where id = %s and state = 'scheduled' returning params", [message_id]
            )
            found = row.fetchone()
            if found is None:
                return
            taken = run("update stream set head = head + 1 where name = 'shop' returning head").fetchone()
            assert taken is not None
            text = json.dumps({"message": message_id, "text": "{displayNo} {goodsName}".format(**json.loads(str(found[0])))})
            run("insert into event values ('shop', %s, %s, now())", [taken[0], text])
            for device in range(DEVICES):
                run("insert into delivery values (%s, %s, now())", [message_id, device])
        log.note([message_id])

    dramatiq.actor(send, actor_name=ACTOR, queue_name=QUEUE, broker=own, max_retries=0)  # type: ignore[call-overload]
    own.emit_after("process_boot")
    worker = dramatiq.Worker(own, worker_threads=THREADS)
    worker.start()
    print("ready", flush=True)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
