package io.noisystudent.teacher.config;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.SmoothedTeachers;
import io.noisystudent.kafka.topic.TopicAdmin;
import io.noisystudent.networks.build.SizeLadder;
import io.noisystudent.service.start.ExitStatus;
import io.noisystudent.service.start.StartRefusal;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.noisystudent.teacher.messaging.OwnerSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the two threads of this service once the topics exist, and ends them. */
@Singleton
public class Startup {
    private static final Logger LOGGER = LoggerFactory.getLogger(Startup.class);
    private static final Duration END = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final Instance<PipelineConfig> pipeline;
    private final Instance<OwnerSettings> settings;
    private final Instance<CurriculumOwner> owner;
    private final Instance<GenerationFollower> follower;
    private final Instance<CurriculumMetrics> metrics;
    private final Instance<KafkaEnvironment> environment;
    private final Instance<LogWatch> logs;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable ThreadWatch watch;

    Startup(
            Instance<PipelineConfig> pipeline,
            Instance<OwnerSettings> settings,
            Instance<CurriculumOwner> owner,
            Instance<GenerationFollower> follower,
            Instance<CurriculumMetrics> metrics,
            Instance<KafkaEnvironment> environment,
            Instance<LogWatch> logs) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.owner = owner;
        this.follower = follower;
        this.metrics = metrics;
        this.environment = environment;
        this.logs = logs;
    }

    void prepare(@Observes @Priority(1) StartupEvent start) {
        StartRefusal.guard(this::start);
    }

    private void start() {
        TopicAdmin.ensure(settings.get().client(), pipeline.get(), TopicAdmin.PATIENCE);
        SizeLadder.warnings(pipeline.get()).forEach(warning -> LOGGER.warn(warning.describe()));
        SmoothedTeachers.warnings(pipeline.get()).forEach(warning -> LOGGER.warn(warning.describe()));
        metrics.get().observe(owner.get(), follower.get());
        metrics.get().observe(logs.get());
        logs.get().start();
        threads.add(thread("generation-follower", follower.get()));
        threads.add(thread("curriculum-owner", owner.get()));
        threads.forEach(Thread::start);
        List<Thread> needed = new ArrayList<>(threads);
        needed.add(ThreadWatch.named(KafkaEnvironment.THREAD));
        needed.add(ThreadWatch.named(LogWatch.THREAD));
        watch = new ThreadWatch(needed, LOOK, () -> Runtime.getRuntime().halt(ExitStatus.LOST));
        thread("thread-watch", watch).start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (threads.isEmpty()) {
            return;
        }
        if (watch != null) {
            watch.close();
        }
        owner.get().close();
        follower.get().close();
        for (Thread thread : threads) {
            thread.join(END.toMillis());
        }
        environment.get().close();
        logs.get().close();
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (ended, error) -> LOGGER.error("the thread {} ended", ended.getName(), error));
        return thread;
    }
}
