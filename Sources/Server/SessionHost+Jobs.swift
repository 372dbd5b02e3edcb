internal import Desk
internal import Failpoints
internal import Wire

extension SessionHost {
    /// Does one job to its end and tells the session.
    func perform(_ job: Job) async {
        switch job {
        case .authenticate(let token, let port): port.post(await authenticate(token))
        case .request(let request):
            let answer = await dispatcher.answer(request)
            Failpoint.requestDone.pass()
            if answer.isError { counters.requestsFailed.add() }
            request.port.post(.answered(request.serial, answer))
        case .subscription(let reader): await reader.run()
        case .audience(let reader): await reader.run()
        case .checkToken(let principal, let digest, let port):
            // If nobody can tell, the session stays: the next check will.
            let isGood = try? await dispatcher.desk.isStillGood(principal, tokenSHA256: digest)
            port.post(.tokenChecked(isGood: isGood ?? true))
        }
        jobEnded(job)
    }

    private func authenticate(_ token: String) async -> SessionMessage {
        do {
            guard let principal = try await dispatcher.desk.authenticate(token: token) else {
                return .refused(RPCError(.unauthenticated))
            }
            let head = try await dispatcher.desk.head(of: principal)
            return .authenticated(principal, tokenDigest: AccessToken.digest(of: token), head: head)
        } catch {
            // A hello changes nothing, whatever became of it.
            return .refused(RPCError(error, repeating: .sessionHello))
        }
    }
}
