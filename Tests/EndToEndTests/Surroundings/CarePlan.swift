internal import JSON
internal import Wire

/// How the office of the real conversations works: twelve teams, their channels, and what each of sixty agents can do.
enum CarePlan {
    static let agentsCount = 60

    /// Every order of preference and every demand for languages is the first one of some team; two give out by hand.
    static let teams: [WireTeam] = [
        WireTeam(team: "flights", name: "Flights", rule: [.knows, .leastLoaded]),
        WireTeam(team: "rail", name: "Rail", rule: [.leastLoaded, .roundRobin], language: .ignored),
        WireTeam(team: "mobile", name: "Mobile", rule: [.roundRobin]),
        WireTeam(team: "cable", name: "Cable", rule: [.knows, .roundRobin], language: .ignored),
        WireTeam(team: "streaming", name: "Streaming", rule: [.leastLoaded], language: .required),
        WireTeam(team: "gaming", name: "Gaming", rule: [.roundRobin, .leastLoaded], language: .required),
        WireTeam(team: "retail", name: "Retail", rule: [.leastLoaded, .knows, .roundRobin]),
        WireTeam(team: "grocery", name: "Grocery", rule: [.knows], language: .ignored),
        WireTeam(team: "food", name: "Food", rule: [.knows, .leastLoaded, .roundRobin], language: .required),
        WireTeam(team: "software", name: "Software", rule: [.leastLoaded]),
        WireTeam(team: "parcels", name: "Parcels"),
        WireTeam(team: "banking", name: "Banking", language: .ignored),
    ]

    private static let brands: [(team: String, brands: [String])] = [
        ("flights", ["Delta", "British_Airways", "SouthwestAir", "AmericanAir", "AirAsiaSupport", "AlaskaAir"]),
        ("rail", ["VirginTrains", "nationalrailenq", "GWRHelp", "Uber_Support"]),
        ("mobile", ["TMobileHelp", "VerizonSupport", "sprintcare"]),
        ("cable", ["comcastcares", "Ask_Spectrum", "CoxHelp", "CenturyLinkHelp"]),
        ("streaming", ["SpotifyCares", "hulu_support"]),
        ("gaming", ["AskPlayStation", "XboxSupport", "ATVIAssist"]),
        ("retail", ["AmazonHelp", "AskeBay", "ArgosHelpers", "AskTarget", "marksandspencer"]),
        ("grocery", ["Tesco", "Morrisons", "sainsburys"]),
        ("food", ["ChipotleTweets", "AskPapaJohns", "McDonalds"]),
        ("software", ["AppleSupport", "AdobeCare"]),
        ("parcels", ["UPSHelp", "Postmates_Help"]),
        ("banking", ["BofA_Help", "Ask_WellsFargo", "AskPayPal"]),
    ]

    /// Networks have limits of their own: this one is another than that of the data.
    static let mail = "mail:care@example.com"

    static let channels: [WireChannel] = {
        var channels = [WireChannel(channel: mail, access: .direct, team: "retail")]
        for (team, brands) in brands {
            for (number, brand) in brands.enumerated() {
                let language = ["en", nil, "de", "pt-br"][number % 4]
                let skills = number % 3 == 1 ? ["refunds"] : []
                channels.append(
                    WireChannel(
                        channel: "x:@\(brand)", access: .public, language: language, team: team, skills: skills))
            }
        }
        return channels
    }()

    static let policy = WirePolicy(tagSkills: [WireTagSkill(tag: "vip", skill: "vip")])

    /// Five in each team, and some in two; some who may hold next to nothing, some without a limit.
    static func profile(of number: Int, id: String) -> WireProfile {
        var mine = [teams[number % teams.count].team]
        let second = teams[(number * 5 + 3) % teams.count].team
        if number % 3 == 0 && second != mine[0] { mine.append(second) }
        let skills = (number % 2 == 0 ? ["refunds"] : []) + (number % 5 == 0 ? ["vip"] : [])
        let languages = [["en"], ["de", "en"], ["en", "pt"], ["de"]][(number / teams.count) % 4]
        return WireProfile(
            agent: id, teams: mine.sorted(), skills: skills, languages: languages,
            capacity: number % 20 == 19 ? nil : 2 + number % 5,
            networkCapacity: number % 4 == 1 ? [WireNetworkCapacity(network: "x", max: 2)] : [])
    }

    /// All of it as `carelog settings apply` takes it.
    static func file(staff: [WireProfile]) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("teams", teams)
        writer.member("channels", channels)
        writer.member("policy", policy)
        writer.key("staff")
        writer.beginArray()
        for profile in staff {
            writer.beginObject()
            profile.writeMembers(to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
