extension ConnectionCore {
    /// The id under which a connection attempt can be cancelled; requests count from 1.
    static let connecting = RequestID(number: 0)

    /// Starts to connect. Name resolution happens here and may block this thread, no other.
    func connect(_ waiter: CheckedContinuation<Result<Void, PostgresError>, Never>) {
        guard case .fresh = phase else {
            deliver(later: .done(.failure(PostgresError(.misuse, "a connection connects once")), waiter))
            return
        }
        let deadline = ContinuousClock.now.advanced(by: configuration.connectTimeout)
        phase = .connecting(Attempt(deadline: deadline, interest: .writable, waiter: waiter))
        libpq = LibpqConnection(configuration.connectionParameters(), thread: thread, logger: logger)
        guard let libpq else {
            end(PostgresError(.connectionFailed, "libpq has no memory for a connection"))
            return
        }
        if libpq.isBroken { end(connectionFailure(libpq.lastError)) }
    }

    /// Takes the next step of an attempt, or gives it up.
    func continueConnecting(_ attempt: Attempt, _ ready: ReadySet, now: ContinuousClock.Instant) -> PollRequest {
        guard let libpq else { return PollRequest() }
        guard now < attempt.deadline else {
            end(
                PostgresError(
                    .connectionFailed, "\(configuration) did not answer within \(configuration.connectTimeout)"))
            return PollRequest()
        }
        var attempt = attempt
        if !ready.isEmpty {
            switch libpq.continueConnecting() {
            case .reading: attempt.interest = .readable
            case .writing: attempt.interest = .writable
            case .failed:
                end(connectionFailure(libpq.lastError))
                return PollRequest()
            case .done:
                guard libpq.becomeNonblocking() else {
                    end(connectionFailure(libpq.lastError))
                    return PollRequest()
                }
                phase = .open
                status.connected(to: libpq.backendPID)
                deliver(later: .done(.success(()), attempt.waiter))
                return PollRequest(descriptor: libpq.descriptor, interest: .readable)
            }
            phase = .connecting(attempt)
        }
        // The descriptor changes when libpq tries the next address.
        return PollRequest(descriptor: libpq.descriptor, interest: attempt.interest, deadline: attempt.deadline)
    }

    private func connectionFailure(_ text: String) -> PostgresError {
        let line = text.split(whereSeparator: \.isNewline).first.map { String($0) } ?? "no reason given"
        return PostgresError(
            .connectionFailed, "cannot connect to \(configuration): \(line)", sqlState: SQLState(inVerboseText: text))
    }
}

extension SQLState {
    /// libpq 15 has no result for a failed connection attempt, only verbose text: `FATAL:  3D000: database …`.
    /// The first five capitals or digits between two colons are the code. Source: libpq `pqBuildErrorMessage3`.
    init?(inVerboseText text: String) {
        for part in text.split(separator: ":") {
            let word = part.drop { $0 == " " }
            let isCode =
                word.utf8.count == 5 && word.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
            // Severities such as FATAL and ERROR also have five capitals, but no digit.
            if isCode, word.utf8.contains(where: { (48...57).contains($0) }) {
                self.init(String(word))
                return
            }
        }
        return nil
    }
}
