import Foundation
import Tensors
import Testing
import Text

extension BadInputTests {
  /// Workers whose gradients would not be the others'.
  struct MismatchedWorkerTests {
    /// A server that waits for a second worker, so that it waits for ever.
    private static func waitingServer(
      _ scratch: Scratch, _ job: [String], environment: [String: String] = [:]
    ) throws -> Running {
      let server = try Running(
        Programs.ps,
        ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"]
          + ["--log-format=json", "--workers-expected=2"] + job,
        environment: environment)
      _ = server.waitForEvent("listening")
      return server
    }

    @Test func `other data`() throws {
      let scratch = try Scratch()
      for (folder, value) in [("server", "1"), ("worker", "2")] {
        try FileManager.default.createDirectory(
          atPath: scratch.path(folder), withIntermediateDirectories: false)
        _ = try scratch.write("\(folder)/data.csv", "0,0,0\n1,\(value),1\n")
      }
      func fingerprint(_ folder: String) throws -> String {
        let job = ["--data=csv:\(scratch.path("server/data.csv"))", "--model=2-2", "--json"]
        let ending = try Running(
          Programs.ps, ["data", "--data-dir=\(scratch.path(folder))"] + job
        ).waitForEnd()
        return try #require(try JSON.parse(ending.output)["training_fingerprint"]?.stringValue)
      }
      let server = try Self.waitingServer(
        scratch, ["--data=csv:\(scratch.path("server/data.csv"))", "--model=2-2"])
      let ending = try Running(
        Programs.worker,
        ["--connect=\(scratch.endpoint)", "--name=other", "--quiet"]
          + ["--data-dir=\(scratch.path("worker"))"]
      ).waitForEnd()
      #expect(ending.code == 2)
      let (its, theirs) = (try fingerprint("worker"), try fingerprint("server"))
      #expect(its != theirs)
      #expect(
        ending.error
          == "worker other: refused: its training data have the fingerprint \(its) and the "
          + "server's \(theirs)\n")
      // It goes on for those that have the right data.
      let event = try #require(server.waitForEvent("worker_refused"))
      #expect(event["worker"] == "other")
      server.signal(SIGTERM)
      #expect(server.waitForEnd().code == 0)
    }

    @Test func `no data`() throws {
      let scratch = try Scratch()
      let data = try scratch.write("data.csv", "0,0,0\n1,1,1\n")
      let server = try Self.waitingServer(scratch, ["--data=csv:\(data)", "--model=2-2"])
      let ending = try Running(
        Programs.worker,
        ["--connect=\(scratch.endpoint)", "--name=poor", "--quiet"]
          + ["--data-dir=\(scratch.path("none"))"]
      ).waitForEnd()
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "worker poor: refused: can't read '\(scratch.path("none"))/data.csv': No such file "
          + "or directory\n")
      server.signal(SIGTERM)
      #expect(server.waitForEnd().code == 0)
    }

    /// Only a library with kernels for several processors lets one be chosen.
    private static let canChooseKernel: Bool = {
      let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
      // Loaded, so that it is in the maps.
      guard !BLAS.coreName.isEmpty,
        let path = maps?.split(separator: "\n").first(where: { $0.contains("blas") })?
          .split(separator: " ").last,
        let library = try? Data(contentsOf: URL(fileURLWithPath: String(path)))
      else { return false }
      return library.range(of: Data("DYNAMIC_ARCH".utf8)) != nil
    }()

    @Test(.enabled(if: canChooseKernel, "the BLAS library was built for one processor"))
    func `another BLAS kernel`() throws {
      let scratch = try Scratch()
      let server = try Self.waitingServer(
        scratch, ["--model=64-10"], environment: ["OPENBLAS_CORETYPE": "Haswell"])
      let ending = try Running(
        Programs.worker, ["--connect=\(scratch.endpoint)", "--name=other", "--quiet"],
        environment: ["OPENBLAS_CORETYPE": "Zen"]
      ).waitForEnd()
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "worker other: refused: its BLAS kernel is Zen and this run's is Haswell, whose sums "
          + "have other bits: start the worker with OPENBLAS_CORETYPE=Haswell, or the server with "
          + "--allow-mixed-kernels\n")
      // As it is told to.
      let worker = try Running(
        Programs.worker, ["--connect=\(scratch.endpoint)", "--quiet"],
        environment: ["OPENBLAS_CORETYPE": "Haswell"])
      let joined = try #require(server.waitForEvent("worker_joined"))
      #expect(joined["blas_kernel"] == "Haswell")
      server.signal(SIGTERM)
      #expect(server.waitForEnd().code == 0)
      #expect(worker.waitForEnd().code == 0)
    }
  }
}
