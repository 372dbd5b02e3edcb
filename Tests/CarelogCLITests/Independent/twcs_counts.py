#!/usr/bin/env python3
"""Counts what an import of a twcs file must leave in an empty workspace, as JSON on one line.

A second opinion, written from the rules in words and not from the program: it shares no code with it, reads the file
with another reader, and searches every thread the plain way. Use: twcs_counts.py FILE
"""

import csv
import datetime
import io
import json
import re
import sys
from collections import defaultdict, deque

LEADING = re.compile(r"\s*@([A-Za-z0-9_]+)", re.ASCII)
ANYWHERE = re.compile(r"(?<![A-Za-z0-9_])@([A-Za-z0-9_]+)")


def plain(number):
    return re.sub(r"\.0+$", "", number.strip())


def load(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(io.StringIO(file.read(), newline=""))
        names = next(rows)
        tweets = {}
        for row in rows:
            if len(row) != len(names):
                continue
            fields = dict(zip(names, row))
            key = plain(fields["tweet_id"])
            if key in tweets:
                continue
            when = datetime.datetime.strptime(fields["created_at"], "%a %b %d %H:%M:%S %z %Y")
            tweets[key] = {
                "who": fields["author_id"],
                "brand": fields["inbound"].lower() == "false",
                "order": (when, int(key)),
                "text": fields["text"],
                "up": plain(fields["in_response_to_tweet_id"]),
            }
        return tweets


def main(path):
    tweets = load(path)
    brands = {}
    for tweet in sorted(tweets.values(), key=lambda tweet: tweet["order"]):
        if tweet["brand"]:
            brands.setdefault(tweet["who"].lower(), tweet["who"])
    down = defaultdict(list)
    for key in sorted(tweets, key=lambda key: tweets[key]["order"]):
        down[tweets[key]["up"]].append(key)

    def brand_of_message(key):
        at = tweets[key]["up"]
        while at in tweets:
            if tweets[at]["brand"]:
                return tweets[at]["who"]
            at = tweets[at]["up"]
        queue = deque(down[key])
        while queue:
            at = queue.popleft()
            if tweets[at]["brand"]:
                return tweets[at]["who"]
            queue.extend(down[at])
        for handle in ANYWHERE.findall(tweets[key]["text"]):
            if handle.lower() in brands:
                return brands[handle.lower()]
        return None

    placed = {}

    def place(key):
        """('message' | 'reply' | 'post', channel, handle of the ticket)"""
        if key not in placed:
            tweet = tweets[key]
            if not tweet["brand"]:
                placed[key] = ("message", brand_of_message(key), tweet["who"])
            else:
                placed[key] = place_of_brand(tweet)
        return placed[key]

    def place_of_brand(tweet):
        channel = tweet["who"]
        above = place(tweet["up"]) if tweet["up"] in tweets else None
        if above and above[0] != "post" and above[1] == channel:
            return ("reply", channel, above[2])
        leading = LEADING.match(tweet["text"])
        if leading:
            return ("reply", channel, leading.group(1))
        if above and above[0] == "message":
            return ("reply", channel, tweets[tweet["up"]]["who"])
        return ("post", channel, None)

    sys.setrecursionlimit(100_000)
    everything = [place(key) for key in tweets]
    on_tickets = {(channel, handle) for kind, channel, handle in everything if kind != "post"}
    print(json.dumps({
        "customers": len({handle for _, handle in on_tickets}),
        "tickets": len(on_tickets),
        "messages": sum(kind == "message" for kind, _, _ in everything),
        "replies": sum(kind == "reply" for kind, _, _ in everything),
        "posts": sum(kind == "post" for kind, _, _ in everything),
    }))


main(sys.argv[1])
