#!/usr/bin/env python3
"""Judges every assignment of a recorded log; prints what it counted and every violation as JSON.

A second opinion, written from the protocol's words and not from the program: it shares no code with the rules that
assigned. It folds the log by itself, and for every `ticket.routed`

- recomputes, from the log up to `asOf` and what the same command gave before, who could have had the ticket, what there
  was to compare of each, in which order, and that the first of them got it; and that they could have had nothing that
  came before it in that queue, where what is more urgent comes first, then what has waited longest;
- demands at the event's own position: the ticket waited in the queue of that team and nobody had it; who got it was of
  the team, had the skills, spoke the language where that is required, was there, had room, had not given it back; and
  `policy` is the version of the settings in force.

Whoever took a ticket or was given one by hand was of its team and had room, unless the event says `override`, the
policy lets people exceed, or a supervisor took another team's. At the end nothing waits that a rule could still give.

Use: assignments.py LOG             LOG is what `carelog audit log --json` prints; - reads it from stdin
     assignments.py --self-test LOG  plants errors into that log, one at a time, and demands that each is found
"""

import collections
import copy
import fractions
import json
import sys

# What an unlimited capacity counts as: the most that one may have.
CAPACITY_MOST = 1000
CANDIDATES_MOST = 100
# How much of a queue is looked at.
LOOKED_AT_MOST = 2000
PRIORITIES = ["urgent", "high", "normal", "low"]


class Book:
    """The settings at one version."""

    def __init__(self):
        self.version = 0
        self.teams, self.channels = {}, {}
        self.policy = {"capacityBinds": "everyone", "tagSkills": []}

    def after(self, entry):
        book = copy.copy(self)
        book.version = entry["version"]
        data = entry["data"]
        kind = entry["type"]
        if kind == "team.set":
            book.teams = {**self.teams, data["team"]: data}
        elif kind == "team.retired":
            book.teams = {name: team for name, team in self.teams.items() if name != data["team"]}
        elif kind == "channel.set":
            book.channels = {**self.channels, data["channel"]: data}
        elif kind == "channel.retired":
            book.channels = {name: it for name, it in self.channels.items() if name != data["channel"]}
        elif kind == "policy.set":
            book.policy = data
        return book

    def skills(self, ticket):
        needed = set(self.channels.get(ticket.channel, {}).get("skills", []))
        needed.update(pair["skill"] for pair in self.policy["tagSkills"] if pair["tag"] in ticket.tags)
        return needed

    def speaks(self, ticket):
        return ticket.language or self.channels.get(ticket.channel, {}).get("language")


class Agent:
    def __init__(self, roles):
        self.roles = roles
        self.profile = None
        self.availability = None
        self.connected = False
        self.last_given = None
        self.held = collections.Counter()

    def is_there(self, at):
        chosen = self.availability
        if chosen is None or chosen["state"] != "online":
            return False
        # Times are written in UTC with six digits always: their texts are in the order of time.
        return self.connected or chosen.get("until", "") > at

    def limits(self, network):
        """Pairs of what is held and how much it may be."""
        capacity = self.profile["capacity"]
        if "all" in capacity:
            yield sum(self.held.values()), capacity["all"]
        for limit in capacity["networks"]:
            if limit["network"] == network:
                yield self.held[network], limit["max"]

    def has_room(self, network):
        return all(held < most for held, most in self.limits(network))

    def can_speak(self, language):
        spoken = self.profile["languages"]
        return language is None or language in spoken or language.split("-")[0] in spoken


class Ticket:
    def __init__(self, data):
        self.customer, self.channel = data["customer"], data["channel"]
        self.language, self.team = data.get("language"), data.get("team")
        self.network = self.channel.split(":")[0]
        self.status, self.assignee = "open", None
        self.priority = "normal"
        # Since when the customer waits for an answer; None if they do not.
        self.waiting_since = None
        self.tags, self.declined = set(), set()
        # Where the words stand that were said last.
        self.words = None
        self.position = None

    def turn(self, name):
        """Where it is in its queue; the least comes first."""
        return PRIORITIES.index(self.priority), self.waiting_since or "9999-12-31T23:59:59.999999Z", name


class Checker:
    def __init__(self, events):
        self.events = events
        self.agents, self.tickets = {}, {}
        self.tickets_of = collections.defaultdict(list)
        # By team, what waits there and nobody has.
        self.queues = collections.defaultdict(set)
        # Where the events of each ticket stand.
        self.moves = collections.defaultdict(list)
        self.versions = collections.Counter()
        self.books = {0: Book()}
        self.book = self.books[0]
        self.violations = []
        self.counts = collections.Counter()
        self.decided = collections.Counter()
        self.excluded = collections.Counter()
        self.rounds = collections.defaultdict(list)
        # Positions at which somebody had to have room, or had none and got it all the same.
        self.bound, self.exceeded = [], []
        # Of each decision who was of its team just then, of all that there were.
        self.members = {}
        # Urgent ones that were given though whoever got them could have had something that had waited longer.
        self.urgent_over = {}

    def fault(self, code, position, words):
        self.violations.append({"code": code, "position": position, "words": words})

    def run(self):
        # A decision names a version of the settings, which may be written behind the position that it is as of.
        book = self.book
        rounds = collections.defaultdict(list)
        for event in self.events:
            entry = event["entry"]
            if entry["stream"].startswith("workspace/"):
                book = book.after(entry)
                self.books[book.version] = book
            if entry["type"] == "ticket.routed":
                rounds[entry["command"]].append(event)
            if entry["stream"].startswith("ticket/"):
                self.moves[entry["stream"].partition("/")[2]].append(event["position"])
        for given in rounds.values():
            self.counts["rounds"] += 1
            self.counts["roundsOfSeveral"] += len(given) > 1
            as_of = given[0]["entry"]["data"]["asOf"]
            self.rounds[as_of].append(given)
        for number, event in enumerate(self.events):
            self.look(number, event)
        self.look_at_the_end()
        return self

    def look(self, number, event):
        position, entry = event["position"], event["entry"]
        if position != number:
            self.fault("hole", position, f"number {number} of the log stands at {position}")
        self.versions[entry["stream"]] += 1
        if entry["version"] != self.versions[entry["stream"]]:
            self.fault("hole", position, f"{entry['stream']} has no version {self.versions[entry['stream']]}")
        self.counts["events"] += 1
        kind = entry["type"]
        if kind == "ticket.routed":
            self.judge_routed(position, entry)
        elif kind == "ticket.claimed":
            self.judge_claimed(position, entry)
        elif kind == "ticket.assigned" and "agent" in entry["data"]:
            self.judge_assigned(position, entry)
        self.fold(position, entry)
        for given in self.rounds.pop(position, []):
            self.recompute(given)

    # The fold

    def fold(self, position, entry):
        kind, _, name = entry["stream"].partition("/")
        if kind == "workspace":
            self.book = self.books[entry["version"]]
        elif kind == "agent":
            self.fold_agent(name, entry)
        elif kind == "ticket":
            self.fold_ticket(name, position, entry)

    def fold_agent(self, name, entry):
        kind, data = entry["type"], entry["data"]
        if kind == "agent.registered":
            self.agents[name] = Agent(data["roles"])
        elif kind == "agent.set":
            self.agents[name].profile = data
        elif kind == "agent.availability":
            self.agents[name].availability = data
        elif kind == "agent.connected":
            self.agents[name].connected = True
        elif kind == "agent.disconnected":
            self.agents[name].connected = False

    def fold_ticket(self, name, position, entry):
        kind, data = entry["type"], entry["data"]
        if kind == "ticket.opened":
            ticket = self.tickets[name] = Ticket(data)
            self.tickets_of[ticket.customer].append(name)
            ticket.position = position
            self.queues[ticket.team].add(name)
            return
        ticket = self.tickets[name]
        before = self.holder(ticket)
        self.queues[ticket.team].discard(name)
        ticket.position = position
        if kind in ("message.received", "reply.recorded", "reply.sent", "reply.approved"):
            # Who approves a draft as it is says what stands there.
            ticket.words = data["draft"] if "draft" in data and "subject" not in entry else position
        if kind == "message.received" and ticket.waiting_since is None:
            ticket.waiting_since = data.get("occurredAt", entry["at"])
        if kind in ("message.received", "ticket.reopened", "ticket.woken"):
            ticket.status = "open"
        elif kind in ("reply.recorded", "reply.sent", "reply.approved"):
            ticket.waiting_since = None
            if ticket.status != "resolved":
                ticket.status = "pending"
        elif kind in ("reply.failed", "reply.lost"):
            if ticket.status == "pending":
                ticket.status = "open"
                ticket.waiting_since = ticket.waiting_since or entry["at"]
        elif kind == "reply.retried":
            # It is said again, unless somebody has spoken in between.
            if ticket.status == "open" and ticket.words == data["words"]:
                ticket.status = "pending"
                ticket.waiting_since = None
        elif kind == "ticket.resolved":
            ticket.status = "resolved"
            ticket.waiting_since = None
        elif kind == "ticket.snoozed":
            ticket.status = "snoozed"
        elif kind == "ticket.claimed":
            ticket.assignee = entry["actor"]["id"]
        elif kind == "ticket.released":
            if entry["actor"].get("id") == ticket.assignee:
                ticket.declined.add(ticket.assignee)
            ticket.assignee = None
        elif kind == "ticket.requeued":
            ticket.assignee = None
        elif kind == "ticket.assigned":
            ticket.assignee, ticket.team = data.get("agent"), data.get("team")
        elif kind == "ticket.routed":
            ticket.assignee = data["agent"]
            self.agents[data["agent"]].last_given = position
        elif kind == "ticket.tagged":
            ticket.tags.update(data["tags"])
        elif kind == "ticket.untagged":
            ticket.tags.difference_update(data["tags"])
        elif kind == "ticket.prioritised":
            ticket.priority = data["priority"]
        if ticket.status == "open" and ticket.assignee is None:
            self.queues[ticket.team].add(name)
        after = self.holder(ticket)
        if before is not None:
            self.agents[before].held[ticket.network] -= 1
        if after is not None:
            self.agents[after].held[ticket.network] += 1

    @staticmethod
    def holder(ticket):
        return ticket.assignee if ticket.status == "open" else None

    # Who could have a ticket

    @staticmethod
    def is_of(team, agent):
        return agent.profile is not None and team["team"] in agent.profile["teams"]

    def obstacles(self, agent, name, ticket, team, book, at):
        """All that keeps somebody from being given a ticket by a rule; of who is not of the team nothing else matters."""
        if not self.is_of(team, agent):
            return ["team"]
        found = []
        if not agent.is_there(at):
            found.append("availability")
        if not agent.has_room(ticket.network):
            found.append("capacity")
        if not book.skills(ticket) <= set(agent.profile["skills"]):
            found.append("skills")
        if name in ticket.declined:
            found.append("declined")
        if team["language"] == "required" and not agent.can_speak(book.speaks(ticket)):
            found.append("language")
        return found

    def known(self, ticket_name, ticket):
        """By agent, the last event of another ticket of the same customer that they have."""
        known = {}
        for name in self.tickets_of[ticket.customer]:
            other = self.tickets[name]
            if name != ticket_name and other.assignee is not None:
                known[other.assignee] = max(known.get(other.assignee, -1), other.position)
        return known

    @staticmethod
    def place(candidate, team):
        """By what candidates are ordered, each part with its name; the least is the best."""
        parts = []
        if team["language"] == "preferred":
            parts.append(("language", not candidate["speaks"]))
        for order in team["rule"]:
            if order == "knows":
                parts.append((order, -candidate.get("knows", -1)))
            elif order == "least_loaded":
                room = max(candidate.get("capacity", CAPACITY_MOST), 1)
                parts.append((order, fractions.Fraction(candidate["load"], room)))
            elif order == "round_robin":
                parts.append((order, candidate.get("lastGiven", -1)))
        parts.append(("id", candidate["agent"]))
        return parts

    # Every decision again, as of the position that it names

    def recompute(self, given):
        as_of = given[0]["entry"]["data"]["asOf"]
        touched = []
        latest = max([agent.last_given or -1 for agent in self.agents.values()] + [as_of])
        for event in given:
            entry, position = event["entry"], event["position"]
            data = entry["data"]
            if data["asOf"] != as_of:
                self.fault("asOf", position, "one command decided as of two positions")
            if position <= as_of:
                self.fault("asOf", position, "decided on what came later")
            name = entry["stream"].partition("/")[2]
            ticket = self.tickets.get(name)
            if ticket is None:
                self.fault("asOf", position, "the ticket was not there yet")
                continue
            self.compare(position, name, ticket, data)
            # What somebody asked for comes out of turn.
            if entry["actor"]["kind"] == "rule":
                self.judge_turn(position, name, ticket, data, given)
            # For what the same command gave after that.
            agent = self.agents.get(data["agent"])
            if agent is None:
                continue
            touched.append((agent, ticket.network, agent.last_given))
            latest += 1
            agent.held[ticket.network] += 1
            agent.last_given = latest
        for agent, network, last_given in reversed(touched):
            agent.held[network] -= 1
            agent.last_given = last_given

    def compare(self, position, name, ticket, data):
        book = self.books.get(data["policy"])
        team = book and book.teams.get(data["team"])
        if team is None:
            return self.fault("policy", position, f"there is no team {data['team']} at {data['policy']}")
        if ticket.team != data["team"] or ticket.assignee is not None or ticket.status != "open":
            self.fault("queue", position, "the ticket did not wait in that queue then")
        if data["rule"] != team["rule"] or data["language"] != team["language"] or not team["rule"]:
            self.fault("rule", position, "that is not the team's rule")
        if set(data["skills"]) != book.skills(ticket):
            self.fault("skills", position, f"needed {sorted(book.skills(ticket))}, written {data['skills']}")
        if data.get("speaks") != book.speaks(ticket):
            self.fault("language", position, f"spoken {book.speaks(ticket)}, written {data.get('speaks')}")
        if set(data["declined"]) != ticket.declined:
            self.fault("declined", position, f"declined by {sorted(ticket.declined)}, written {data['declined']}")
        expected = self.candidates(name, ticket, team, book, data["at"])
        written = data["candidates"]
        if data["eligible"] != len(expected):
            self.fault("eligible", position, f"{len(expected)} could have it, written {data['eligible']}")
        expected = expected[:CANDIDATES_MOST]
        names = [candidate["agent"] for candidate in written]
        if sorted(names) != sorted(candidate["agent"] for candidate in expected):
            self.fault("candidates", position, f"they are {[c['agent'] for c in expected]}, written {names}")
        elif names != [candidate["agent"] for candidate in expected]:
            self.fault("order", position, f"it is {[c['agent'] for c in expected]}, written {names}")
        facts = {candidate["agent"]: candidate for candidate in expected}
        for candidate in written:
            fact = facts.get(candidate["agent"])
            for key in ("load", "capacity", "lastGiven", "knows", "speaks"):
                if fact is not None and candidate.get(key) != fact.get(key):
                    words = f"{candidate['agent']}: it was {fact.get(key)}, written {candidate.get(key)}"
                    self.fault(key, position, words)
        if not expected or data["agent"] != expected[0]["agent"]:
            self.fault("first", position, f"{data['agent']} got it and was not the first")
        self.counts["ofSeveralCandidates"] += len(expected) > 1
        self.counts["withDeclined"] += bool(ticket.declined)
        if len(expected) > 1:
            for first, second in zip(self.place(expected[0], team), self.place(expected[1], team)):
                if first != second:
                    self.decided[first[0]] += 1
                    break

    def judge_turn(self, position, name, ticket, data, given):
        """Whoever got it could have had nothing that came before it."""
        if data.get("priority", "normal") != ticket.priority:
            self.fault("priority", position, f"it was {ticket.priority}, written {data.get('priority')}")
        self.counts["routed." + ticket.priority] += 1
        book, agent = self.books.get(data["policy"]), self.agents.get(data["agent"])
        team = book and book.teams.get(data["team"])
        if team is None or agent is None:
            return
        earlier = {event["entry"]["stream"].partition("/")[2] for event in given if event["position"] < position}
        turn, first, as_of = ticket.turn(name), given[0]["position"], data["asOf"]
        queue = sorted(other.turn(n) for n, other in ((n, self.tickets[n]) for n in self.queues[data["team"]]))
        if ticket.priority == "urgent":
            self.urgent_over[position] = any(
                self.tickets[other].priority == "normal" and other not in earlier
                and not any(as_of < move < first for move in self.moves[other])
                and not self.obstacles(agent, data["agent"], self.tickets[other], team, book, data["at"])
                for _, _, other in queue if other != name)
        for other_turn in queue[:LOOKED_AT_MOST]:
            if other_turn >= turn:
                break
            other_name = other_turn[2]
            # What happened to it in the meantime is judged at the next look.
            if other_name in earlier or any(as_of < move < first for move in self.moves[other_name]):
                continue
            self.counts["passedOver"] += 1
            other = self.tickets[other_name]
            if not self.obstacles(agent, data["agent"], other, team, book, data["at"]):
                words = f"{data['agent']} could have had {other_name}, which is {other.priority}"
                self.fault("turn", position, words)

    def candidates(self, name, ticket, team, book, at):
        known = self.known(name, ticket)
        found = []
        for agent_name, agent in self.agents.items():
            obstacles = self.obstacles(agent, agent_name, ticket, team, book, at)
            if obstacles:
                # Only what alone made the difference shows that it makes one.
                self.excluded[obstacles[0]] += len(obstacles) == 1 and obstacles[0] != "team"
                continue
            candidate = {"agent": agent_name, "load": sum(agent.held.values())}
            candidate["speaks"] = agent.can_speak(book.speaks(ticket))
            if "all" in agent.profile["capacity"]:
                candidate["capacity"] = agent.profile["capacity"]["all"]
            if agent.last_given is not None:
                candidate["lastGiven"] = agent.last_given
            if agent_name in known:
                candidate["knows"] = known[agent_name]
            found.append(candidate)
        found.sort(key=lambda candidate: [part for _, part in self.place(candidate, team)])
        return found

    # Every event at its own position, before it is folded

    def judge_routed(self, position, entry):
        self.counts["routed"] += 1
        data = entry["data"]
        ticket = self.tickets[entry["stream"].partition("/")[2]]
        # Somebody may have asked for this one, out of turn.
        if entry["actor"]["kind"] not in ("rule", "human"):
            self.fault("actor", position, "no rule did this")
        if data["policy"] != self.book.version:
            self.fault("policy", position, f"in force was {self.book.version}, written {data['policy']}")
        if ticket.assignee is not None:
            self.fault("held", position, f"{ticket.assignee} had it")
        if ticket.status != "open" or ticket.team != data["team"]:
            self.fault("queue", position, f"it was {ticket.status} and of {ticket.team}")
        agent, team = self.agents.get(data["agent"]), self.book.teams.get(data["team"])
        if agent is None or team is None:
            return self.fault("team", position, "there is no such agent or team")
        self.members[position] = {name: self.is_of(team, other) for name, other in self.agents.items()}
        for obstacle in self.obstacles(agent, data["agent"], ticket, team, self.book, data["at"]):
            self.fault("at." + obstacle, position, f"{data['agent']} could not have it: {obstacle}")

    def judge_claimed(self, position, entry):
        self.counts["claimed"] += 1
        name = entry["actor"]["id"]
        ticket, agent = self.tickets[entry["stream"].partition("/")[2]], self.agents[name]
        if ticket.assignee is not None:
            self.fault("held", position, f"{ticket.assignee} had it when {name} took it")
        if agent.profile is None:
            return
        self.counts["claimedWithProfile"] += 1
        foreign = ticket.team is not None and ticket.team not in agent.profile["teams"]
        if foreign and "supervisor" not in agent.roles:
            self.fault("claim.team", position, f"{name} is not of {ticket.team}")
        self.judge_room(position, "claim.capacity", name, agent, ticket)

    def judge_assigned(self, position, entry):
        self.counts["assigned"] += 1
        data = entry["data"]
        name = data["agent"]
        ticket, agent = self.tickets[entry["stream"].partition("/")[2]], self.agents[name]
        if data.get("override"):
            self.counts["overrides"] += 1
            binds = self.book.policy["capacityBinds"] == "everyone" and agent.profile is not None
            if binds and ticket.status == "open" and name != ticket.assignee and not agent.has_room(ticket.network):
                self.exceeded.append(position)
            return
        if agent.profile is None or name == ticket.assignee:
            return
        self.counts["assignedWithProfile"] += 1
        if data.get("team") is not None and data["team"] not in agent.profile["teams"]:
            self.fault("assign.team", position, f"{name} is not of {data['team']}")
        self.judge_room(position, "assign.capacity", name, agent, ticket)

    def judge_room(self, position, code, name, agent, ticket):
        if ticket.status != "open":
            return
        if self.book.policy["capacityBinds"] == "automatic":
            self.counts["notBound"] += 1
            return
        self.bound.append(position)
        if not agent.has_room(ticket.network):
            self.fault(code, position, f"{name} held {dict(agent.held)} of {agent.profile['capacity']}")

    def look_at_the_end(self):
        for given in self.rounds.values():
            self.fault("asOf", given[0]["position"], "as of a position that is not in the log")
        if not self.events:
            return
        last = self.events[-1]
        at = last["entry"]["at"]
        for name, ticket in self.tickets.items():
            team = self.book.teams.get(ticket.team)
            if ticket.status != "open" or ticket.assignee is not None or team is None:
                continue
            self.counts["waiting" if team["rule"] else "waitingByHand"] += 1
            if not team["rule"]:
                continue
            found = self.candidates(name, ticket, team, self.book, at)
            if found:
                words = f"{name} of {ticket.team} waits, and {len(found)} could have it"
                self.fault("waiting", last["position"], words)

    def report(self):
        streams = collections.Counter(event["entry"]["type"] for event in self.events)
        return {
            "counts": dict(self.counts), "decided": dict(self.decided), "excluded": dict(self.excluded),
            "teams": len(self.book.teams), "settings": self.book.version,
            "staff": sum(agent.profile is not None for agent in self.agents.values()),
            "types": dict(streams), "violations": self.violations,
        }


class Planter:
    """A recorded log with one error in it; what it was made from stays as it is."""

    def __init__(self, events, checker):
        self.events = list(events)
        self.checker = checker

    def change(self, position):
        """The entry there, to be changed."""
        self.events[position] = copy.deepcopy(self.events[position])
        return self.events[position]["entry"]

    def entries(self, kind):
        return [(e["position"], e["entry"]) for e in self.events if e["entry"]["type"] == kind]

    def routed(self, suits=lambda data: True):
        """Where the first decision stands that suits."""
        return next(position for position, entry in self.entries("ticket.routed") if suits(entry["data"]))

    def decision(self, suits=lambda data: True):
        return self.change(self.routed(suits))["data"]

    def give(self, position, name):
        """The ticket of the decision there is somebody else's."""
        data = self.change(position)["data"]
        data["agent"] = data["candidates"][0]["agent"] = name

    def governing(self, kind, agent, position):
        """What was last said of an agent before a position, to be changed."""
        stream = f"agent/{agent}"
        while position >= 0:
            position -= 1
            entry = self.events[position]["entry"]
            if entry["stream"] == stream and entry["type"] == kind:
                return self.change(position)["data"]
        raise StopIteration

    def taker(self, kind="agent.set", suits=lambda data: True):
        """What was known of the agent of a decision that suits, to be changed."""
        position = self.routed(suits)
        return self.governing(kind, self.events[position]["entry"]["data"]["agent"], position)

    def bound(self, kind):
        """What was known of somebody who had to have room when they took or were given a ticket, to be changed."""
        position = next(p for p in self.checker.bound if self.events[p]["entry"]["type"] == kind)
        entry = self.events[position]["entry"]
        return self.governing("agent.set", entry["data"].get("agent", entry["actor"]["id"]), position)


def several(data):
    return len(data["candidates"]) > 1


def plant_order(log):
    candidates = log.decision(several)["candidates"]
    candidates[0], candidates[1] = candidates[1], candidates[0]


def plant_second(log):
    data = log.decision(several)
    data["agent"] = data["candidates"][1]["agent"]


def plant_load(log):
    log.decision(several)["candidates"][1]["load"] += 1


def plant_last_given(log):
    candidate = log.decision(lambda data: "lastGiven" in data["candidates"][0])["candidates"][0]
    candidate["lastGiven"] += 1


def plant_knows(log):
    candidate = log.decision(lambda data: "knows" in data["candidates"][0])["candidates"][0]
    candidate["knows"] -= 1


def plant_foreigner(log):
    position = log.routed()
    log.give(position, next(name for name, is_member in log.checker.members[position].items() if not is_member))


def plant_full(log):
    log.taker()["capacity"]["all"] = 0


def plant_full_on_network(log):
    entry = log.events[log.routed()]["entry"]
    network = log.checker.tickets[entry["stream"].partition("/")[2]].network
    log.taker()["capacity"]["networks"] = [{"network": network, "max": 0}]


def plant_unskilled(log):
    log.taker(suits=lambda data: data["skills"])["skills"] = []


def plant_dumb(log):
    suits = lambda data: data["language"] == "required" and "speaks" in data
    log.taker(suits=suits)["languages"] = []


def plant_absent(log):
    log.taker("agent.availability")["state"] = "away"


def plant_policy(log):
    log.decision()["policy"] -= 1


def plant_rule(log):
    log.decision(lambda data: len(data["rule"]) > 1)["rule"].reverse()


def plant_declined(log):
    """Who gave it back and is still of the team, unlike others who went elsewhere since."""
    for position, entry in log.entries("ticket.routed"):
        for name in entry["data"]["declined"]:
            if log.checker.members[position][name]:
                return log.give(position, name)
    raise StopIteration


def plant_declined_forgotten(log):
    log.decision(lambda data: data["declined"])["declined"] = []


def plant_priority(log):
    log.decision(lambda data: data.get("priority") in ("urgent", "high"))["priority"] = "low"


def plant_turn(log):
    """What was urgent was not any more when it was given: then it was not its turn."""
    for position, entry in log.entries("ticket.routed"):
        if entry["data"].get("priority") != "urgent":
            continue
        raised = [e for e in log.events[:position] if e["entry"]["stream"] == entry["stream"]]
        raised = [e for e in raised if e["entry"]["type"] == "ticket.prioritised"]
        if log.checker.urgent_over.get(position):
            log.change(raised[-1]["position"])["data"]["priority"] = "low"
            log.change(position)["data"]["priority"] = "low"
            return
    raise StopIteration


def plant_skills_forgotten(log):
    log.decision(lambda data: data["skills"])["skills"] = []


def plant_held(log):
    """Somebody who gave a ticket back before it was routed did not."""
    released = {}
    for position, entry in ((e["position"], e["entry"]) for e in log.events):
        if entry["type"] == "ticket.released":
            released[entry["stream"]] = position
        elif entry["type"] == "ticket.routed" and entry["stream"] in released:
            log.change(released[entry["stream"]])["type"] = "note.added"
            return
        elif entry["type"] in ("ticket.claimed", "ticket.assigned"):
            released.pop(entry["stream"], None)
    raise StopIteration


def plant_missing(log):
    data = log.decision(several)
    data["candidates"].pop()


def plant_one_too_many(log):
    data = log.decision()
    data["eligible"] += 1


def plant_future(log):
    position = log.routed()
    log.change(position)["data"]["asOf"] = position


def plant_claimed_by_foreigner(log):
    for position, entry in log.entries("ticket.claimed"):
        agent = log.checker.agents[entry["actor"]["id"]]
        opened = next(e["entry"] for e in log.events if e["entry"]["stream"] == entry["stream"])
        if agent.profile is not None and "supervisor" not in agent.roles and "team" in opened["data"]:
            log.governing("agent.set", entry["actor"]["id"], position)["teams"] = []
            return
    raise StopIteration


def plant_claimed_without_room(log):
    log.bound("ticket.claimed")["capacity"]["all"] = 0


def plant_assigned_without_room(log):
    log.bound("ticket.assigned")["capacity"]["all"] = 0


def plant_override_forgotten(log):
    del log.change(log.checker.exceeded[0])["data"]["override"]


def plant_forgotten(log):
    """The last that was routed of those that nothing happened to since was not, though who got it is still there."""
    last = {e["entry"]["stream"]: e["position"] for e in log.events}
    for position, entry in reversed(log.entries("ticket.routed")):
        agent = log.checker.agents[entry["data"]["agent"]]
        ticket = log.checker.tickets[entry["stream"].partition("/")[2]]
        team, at = log.checker.book.teams[ticket.team], log.events[-1]["entry"]["at"]
        # With one ticket less they have room, if they do not hold more than they can.
        agent.held[ticket.network] -= 1
        obstacles = log.checker.obstacles(agent, entry["data"]["agent"], ticket, team, log.checker.book, at)
        agent.held[ticket.network] += 1
        if last[entry["stream"]] == position and team["rule"] and not obstacles:
            log.change(position)["type"] = "note.added"
            return
    raise StopIteration


def plant_hole(log):
    places = [position for position, _ in log.entries("message.received")]
    del log.events[places[len(places) // 2]]


# What is planted, and by which violation it has to be found.
PLANTS = [
    (plant_order, "order"), (plant_second, "first"), (plant_load, "load"), (plant_last_given, "lastGiven"),
    (plant_knows, "knows"), (plant_foreigner, "at.team"), (plant_full, "at.capacity"),
    (plant_full_on_network, "at.capacity"), (plant_unskilled, "at.skills"), (plant_dumb, "at.language"),
    (plant_absent, "at.availability"), (plant_policy, "policy"), (plant_rule, "rule"),
    (plant_declined, "at.declined"), (plant_declined_forgotten, "declined"), (plant_priority, "priority"),
    (plant_turn, "turn"), (plant_skills_forgotten, "skills"),
    (plant_held, "held"), (plant_missing, "candidates"), (plant_one_too_many, "eligible"), (plant_future, "asOf"),
    (plant_claimed_by_foreigner, "claim.team"), (plant_claimed_without_room, "claim.capacity"),
    (plant_assigned_without_room, "assign.capacity"), (plant_override_forgotten, "assign.capacity"),
    (plant_forgotten, "waiting"), (plant_hole, "hole"),
]


def self_test(events):
    """Of each error: whether the log had a place for it, and which violations were found."""
    before = Checker(events).run()
    result = {"violations": before.violations, "found": [], "missed": [], "noPlace": []}
    for plant, code in PLANTS:
        name = plant.__name__.removeprefix("plant_")
        log = Planter(events, before)
        try:
            plant(log)
        except (StopIteration, IndexError):
            result["noPlace"].append(name)
            continue
        codes = {violation["code"] for violation in Checker(log.events).run().violations}
        result["found" if code in codes else "missed"].append(name)
    return result


def load(path):
    if path == "-":
        return [json.loads(line) for line in sys.stdin]
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--self-test":
        print(json.dumps(self_test(load(sys.argv[2]))))
    elif len(sys.argv) == 2:
        print(json.dumps(Checker(load(sys.argv[1])).run().report()))
    else:
        sys.exit(__doc__)
