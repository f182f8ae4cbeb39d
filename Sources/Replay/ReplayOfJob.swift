import Coordination
import Jobs
import Learning
import ParameterServer
import TrainingWorker

extension Replay where Work == NetworkWorkload {
  /// The run of a job, at version 0.
  ///
  /// - Parameters:
  ///   - data: the job's, loaded.
  ///   - initial: the first θ, where the job does not draw it.
  ///   - log: the updates of its apply log; not looked at where none is needed.
  public convenience init(
    _ job: Job, _ data: JobData, initial: InitialParameters? = nil, log: [AppliedUpdate]
  ) {
    self.init(job, data, initial: initial, log: log, workload: NetworkWorkload(job, data))
  }
}

extension NetworkWorkload {
  /// The training of a job on its data; it is evaluated only where that decides on the learning rate.
  public convenience init(_ job: Job, _ data: JobData) {
    self.init(
      network: data.network, task: job.task, classificationLoss: job.loss,
      classWeights: job.classWeights(of: data.training), dropout: job.dropoutMasks,
      training: data.training,
      validation: job.scheduleName == .plateau ? data.validation : nil,
      fingerprint: data.fingerprint,
      sampler: Sampler(
        sampleCount: data.training.sampleCount, batch: job.batch, microBatches: job.microBatches,
        seed: job.seed),
      scaling: job.reduction == .mean ? .mean : .sum)
  }
}

extension Replay {
  /// The run of a job, at version 0, whose gradients a workload of the caller's computes.
  public convenience init(
    _ job: Job, _ data: JobData, initial: InitialParameters? = nil, log: [AppliedUpdate],
    workload: Work
  ) {
    precondition(job.initialWeights == .drawn || initial != nil, "a first θ is missing")
    let (layout, initializer, seed) = (data.network.layout, job.initializer, job.seed)
    self.init(
      job.coordinatorConfiguration,
      job: ServedJob(
        layout: layout, update: job.updateConfiguration, schedule: job.schedule,
        start: .new { parameters in
          if let initial {
            initial.copy(to: parameters)
          } else {
            initializer.fill(parameters, layout: layout, seed: seed)
          }
        }),
      trainingSamples: data.training.sampleCount,
      validationSamples: data.validation?.sampleCount ?? 0, workload: workload, log: log)
  }
}
