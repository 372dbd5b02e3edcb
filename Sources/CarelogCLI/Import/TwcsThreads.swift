/// Who answers whom among the tweets of one file, as positions in an order in which every tweet comes behind the one it
/// answers.
///
/// The order is by time and then by number. A tweet of the same second as the one it answers, or dated before it, is
/// moved just behind it, because the server must see the question first. Links that run in a ring are cut at the ring's
/// oldest tweet.
struct TwcsThreads {
    /// The tweets in that order; every other property speaks of positions in it.
    let tweets: [TwcsRecord]
    /// The tweet that each answers, -1 where there is none or it is not in the file; always an earlier position.
    let parents: [Int32]
    /// For each tweet the nearest brand's tweet in its thread, -1 if there is none: upwards, else downwards.
    let nearestBrandTweet: [Int32]

    init(_ unordered: [TwcsRecord]) {
        let byAge = unordered.sorted { ($0.writtenAt, $0.id) < ($1.writtenAt, $1.id) }
        let linked = Self.uncutParents(byAge)
        let (order, parentsByAge) = Self.parentsFirst(byAge, linked)
        var positions = [Int32](repeating: -1, count: order.count)
        for (position, age) in order.enumerated() { positions[Int(age)] = Int32(position) }
        tweets = order.map { byAge[Int($0)] }
        parents = order.map { age in
            let parent = parentsByAge[Int(age)]
            return parent < 0 ? -1 : positions[Int(parent)]
        }
        nearestBrandTweet = Self.nearestBrands(tweets, parents)
    }

    private static func uncutParents(_ tweets: [TwcsRecord]) -> [Int32] {
        var places: [UInt64: Int32] = [:]
        places.reserveCapacity(tweets.count)
        for (place, tweet) in tweets.enumerated() { places[tweet.id] = Int32(place) }
        return tweets.map { tweet in tweet.parent.flatMap { places[$0] } ?? -1 }
    }

    /// Sorts by (time, steps behind a tweet of that time, number), where a tweet's time is never before its parent's.
    private static func parentsFirst(_ tweets: [TwcsRecord], _ linked: [Int32]) -> (order: [Int32], parents: [Int32]) {
        var parents = linked
        var times = tweets.map(\.writtenAt)
        var steps = [Int32](repeating: 0, count: tweets.count)
        let answers = Answers(parents)
        var settled = [Bool](repeating: false, count: tweets.count)
        var waiting: [Int32] = []

        func settle(from root: Int32) {
            settled[Int(root)] = true
            waiting.append(root)
            while let parent = waiting.popLast() {
                for child in answers.of(Int(parent)) where !settled[Int(child)] {
                    settled[Int(child)] = true
                    if times[Int(child)] <= times[Int(parent)] {
                        times[Int(child)] = times[Int(parent)]
                        steps[Int(child)] = steps[Int(parent)] + 1
                    }
                    waiting.append(child)
                }
            }
        }
        for place in parents.indices where parents[place] < 0 { settle(from: Int32(place)) }
        // What no root reaches hangs on a ring. Oldest first, so the cut falls on the ring's oldest or on what hangs on
        // it.
        for place in parents.indices where !settled[place] {
            parents[place] = -1
            settle(from: Int32(place))
        }
        let order = tweets.indices.map(Int32.init).sorted { one, other in
            let left = (times[Int(one)], steps[Int(one)], tweets[Int(one)].id)
            let right = (times[Int(other)], steps[Int(other)], tweets[Int(other)].id)
            return left < right
        }
        return (order, parents)
    }

    /// Up through parents to the nearest brand's tweet; else down through answers, breadth first and older answers
    /// first.
    ///
    /// Both are folds: upwards a tweet takes its parent's answer; downwards it takes that of the child with the
    /// shortest way, the older of equals, which is what a breadth-first search from the tweet would meet first.
    private static func nearestBrands(_ tweets: [TwcsRecord], _ parents: [Int32]) -> [Int32] {
        var above = [Int32](repeating: -1, count: tweets.count)
        for place in tweets.indices {
            if parents[place] >= 0 { above[place] = Self.brandAtOrAbove(Int(parents[place]), tweets, above) }
        }
        var below = [Int32](repeating: -1, count: tweets.count)
        var distances = [Int32](repeating: .max, count: tweets.count)
        for place in tweets.indices.reversed() {
            guard parents[place] >= 0 else { continue }
            let parent = Int(parents[place])
            let isBrand = !tweets[place].isInbound
            let found = isBrand ? Int32(place) : below[place]
            guard found >= 0 else { continue }
            let distance = isBrand ? 1 : distances[place] + 1
            // Children come here newest first: an equal distance of an older one takes over.
            if distance <= distances[parent] {
                distances[parent] = distance
                below[parent] = found
            }
        }
        return tweets.indices.map { above[$0] >= 0 ? above[$0] : below[$0] }
    }

    private static func brandAtOrAbove(_ place: Int, _ tweets: [TwcsRecord], _ above: [Int32]) -> Int32 {
        tweets[place].isInbound ? above[place] : Int32(place)
    }
}

/// The answers to each tweet, in one array: those of tweet `n` lie between two offsets.
struct Answers {
    private let offsets: [Int32]
    private let children: [Int32]

    /// - Parameter parents: for each tweet the one it answers, or a negative number.
    init(_ parents: [Int32]) {
        var offsets = [Int32](repeating: 0, count: parents.count + 1)
        for parent in parents where parent >= 0 { offsets[Int(parent) + 1] += 1 }
        for index in parents.indices { offsets[index + 1] += offsets[index] }
        var next = offsets
        var children = [Int32](repeating: -1, count: Int(offsets[parents.count]))
        for (child, parent) in parents.enumerated() where parent >= 0 {
            children[Int(next[Int(parent)])] = Int32(child)
            next[Int(parent)] += 1
        }
        self.offsets = offsets
        self.children = children
    }

    /// The answers to one tweet, in the order of the array given.
    func of(_ parent: Int) -> ArraySlice<Int32> {
        children[Int(offsets[parent])..<Int(offsets[parent + 1])]
    }
}
