package io.noisystudent.trainer.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.retry.Backoff;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.learning.torch.Devices;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.registryclient.Registry;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.service.start.ExitStatus;
import io.noisystudent.service.start.ProcessTermination;
import io.noisystudent.service.start.Termination;
import io.noisystudent.trainer.checkpoint.CheckpointArchive;
import io.noisystudent.trainer.checkpoint.StartLog;
import io.noisystudent.trainer.checkpoint.StartNote;
import io.noisystudent.trainer.dataset.CacheSpace;
import io.noisystudent.trainer.dataset.RangeReader;
import io.noisystudent.trainer.messaging.GenerationWatch;
import io.noisystudent.trainer.messaging.RunMode;
import io.noisystudent.trainer.training.Activity;
import io.noisystudent.trainer.training.ComputeResources;
import io.noisystudent.trainer.training.EndedGenerations;
import io.noisystudent.trainer.training.MemoryShortage;
import io.noisystudent.trainer.training.PatientTeachers;
import io.noisystudent.trainer.training.RegisteredTeachers;
import io.noisystudent.trainer.training.Retry;
import io.noisystudent.trainer.training.StopSignal;
import io.noisystudent.trainer.training.StudentRegistration;
import io.noisystudent.trainer.training.StudentTraining;
import io.noisystudent.trainer.training.Teachers;
import io.quarkus.runtime.Quarkus;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Puts the domain together; the only place that knows all of it. */
@Singleton
class Assembly {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    @Produces
    @Singleton
    PipelineConfig pipeline(TrainerConfig config) {
        return PipelineConfigReader.read(config.pipeline().file(), Networks::isKnown);
    }

    /** One connection per range: a training reads few and large ones. */
    @Produces
    @Singleton
    RangeReader ranges(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        return (range, handler) -> {
            try (LogRangeReader reader = new LogRangeReader(kafka, LogRangeReader.PATIENCE)) {
                reader.read(range, handler);
            }
        };
    }

    @Produces
    @Singleton
    Teachers teachers(TrainerConfig config, Registry registry, Retry retry, StopSignal stop) {
        Path cache = config.trainer().cacheDirectory();
        return new PatientTeachers(new RegisteredTeachers(registry, cache), retry, stop);
    }

    @Produces
    @Singleton
    ComputeResources machine(TrainerConfig config) {
        return TrainerSettings.machine(config, new Devices());
    }

    @Produces
    @Singleton
    StudentTraining training(
            PipelineConfig pipeline,
            RangeReader ranges,
            TrainerConfig config,
            Teachers teachers,
            CheckpointArchive checkpoints,
            ComputeResources machine) {
        CacheSpace space = new CacheSpace(
                config.trainer().cacheDirectory(), config.trainer().cacheQuota().asLongValue());
        return new StudentTraining(pipeline, ranges, teachers, space, machine, checkpoints);
    }

    /** Nothing that it fetches passes without the signature that the settings ask for. */
    @Produces
    @Singleton
    Registry registry(TrainerConfig config) {
        return new RegistryClient(config.registry().address(), config.signing().rule());
    }

    @Produces
    @Singleton
    CheckpointBucket store(TrainerConfig config) {
        return new CheckpointBucket(config.store());
    }

    @Produces
    @Singleton
    CheckpointArchive checkpoints(TrainerConfig config, CheckpointBucket store) {
        TrainerConfig.Trainer trainer = config.trainer();
        return new CheckpointArchive(store, trainer.cacheDirectory(), trainer.checkpointInterval(), System::nanoTime);
    }

    @Produces
    @Singleton
    StartLog starts(TrainerConfig config, CheckpointBucket store, Clock clock) {
        TrainerConfig.Trainer trainer = config.trainer();
        String name = Environment.process();
        return new StartLog(
                store,
                trainer.cacheDirectory(),
                trainer.maxStarts(),
                () -> new StartNote(name, clock.instant(), MemoryShortage.limits()));
    }

    @Produces
    @Singleton
    StopSignal stop() {
        return new StopSignal();
    }

    @Produces
    @Singleton
    EndedGenerations ended(PipelineConfig pipeline, StopSignal stop) {
        return new EndedGenerations(new Topics(pipeline.name()).generations(), stop);
    }

    @Produces
    @Singleton
    GenerationWatch watch(
            PipelineConfig pipeline,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            EndedGenerations ended) {
        return new GenerationWatch(kafka, new Topics(pipeline.name()).generations(), ended);
    }

    void close(@Disposes GenerationWatch watch) {
        watch.close();
    }

    @Produces
    @Singleton
    RunMode runMode(TrainerConfig config) {
        TrainerConfig.Trainer trainer = config.trainer();
        return trainer.run() == TrainerConfig.RunDuration.FOREVER
                ? RunMode.endless()
                : RunMode.single(trainer.requestTimeout(), () -> Quarkus.asyncExit(ExitStatus.DONE));
    }

    @Produces
    @Singleton
    Termination termination() {
        return new ProcessTermination("trainer");
    }

    @Produces
    @Singleton
    Activity activity() {
        return new Activity();
    }

    @Produces
    @Singleton
    Retry retry(StopSignal stop) {
        return new Retry(stop, PAUSES);
    }

    @Produces
    @Singleton
    StudentRegistration registration(
            TrainerConfig config, Registry registry, Retry retry, StopSignal stop, ComputeResources machine) {
        return new StudentRegistration(
                registry,
                retry,
                stop,
                config.trainer().cacheDirectory(),
                machine.compute(),
                Environment.of(machine.compute()));
    }
}
