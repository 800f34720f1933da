package io.noisystudent.teacher.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.PipelineConfigReader;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.trace.RecordTracing;
import io.noisystudent.teacher.curriculum.Curriculum;
import io.noisystudent.teacher.curriculum.NoisyStudentRules;
import io.noisystudent.teacher.curriculum.Observation;
import io.noisystudent.teacher.messaging.CurriculumEnvironment;
import io.noisystudent.teacher.messaging.CurriculumListener;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.noisystudent.teacher.messaging.OwnerSettings;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Without a listener at the broker's address, the owner's thread goes on all the same. */
class OwnerHealthTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final OwnerSettings settings = new OwnerSettings(
            new Topics("pets"),
            Map.of("bootstrap.servers", "127.0.0.1:1"),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1));
    private final GenerationFollower follower = new GenerationFollower(settings);

    @Test
    void shouldMissAnOwnerWhoseThreadEndedByAnError() throws InterruptedException {
        // Given
        CurriculumOwner owner = owner(new FailingClock());
        assertThat(status(owner)).isEqualTo(Status.UP);

        // When
        Thread thread = new Thread(owner, "owner");
        thread.setUncaughtExceptionHandler((ended, error) -> assertThat(error).isInstanceOf(LinkageError.class));
        thread.start();
        thread.join();

        // Then
        assertThat(status(owner)).isEqualTo(Status.DOWN);
    }

    @Test
    void shouldNotMissAnOwnerThatWasAskedToEnd() throws InterruptedException {
        // Given
        CurriculumOwner owner = owner(CLOCK);
        Thread thread = new Thread(owner, "owner");
        thread.start();

        // When
        owner.close();
        thread.join();

        // Then
        assertThat(status(owner)).isEqualTo(Status.UP);
    }

    private Status status(CurriculumOwner owner) {
        return new OwnerHealth().live(owner, follower, CLOCK).call().getStatus();
    }

    private CurriculumOwner owner(Clock clock) {
        PipelineConfig pipeline = PipelineConfigReader.parse("""
                pipeline:
                  name: pets
                  image: {height: 8, width: 8, channels: 1}
                  classes: [cat, dog]
                  recipes: [{network: mlp, steps: 5}]
                """, "test");
        Curriculum curriculum = new Curriculum(pipeline, new NoisyStudentRules(pipeline, CLOCK), CLOCK);
        return new CurriculumOwner(
                settings,
                new CurriculumOwner.Parts(
                        "test",
                        curriculum,
                        new Nothing(),
                        state -> {
                            throw new IllegalStateException("there is no evaluation");
                        },
                        new NoMetrics(),
                        new RecordTracing(OpenTelemetry.noop()),
                        clock,
                        System::nanoTime));
    }

    /** Gives the time once, to the constructor. */
    private static final class FailingClock extends Clock {
        private boolean asked;

        @Override
        public Instant instant() {
            if (asked) {
                throw new NoClassDefFoundError("io/example/Missing");
            }
            asked = true;
            return Instant.EPOCH;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final class Nothing implements CurriculumEnvironment {
        @Override
        public Observation observe() {
            throw new IllegalStateException("there are no owners here");
        }

        @Override
        public void requireFit(Observation seen) {
            // Nothing is ever seen.
        }

        @Override
        public void requireMembers(Ensemble ensemble) {
            // Nothing is ever asked for.
        }

        @Override
        public @Nullable ModelRef teacher() {
            return null;
        }

        @Override
        public Map<String, String> logs() {
            return Map.of();
        }

        @Override
        public List<ModelVersion> versions() {
            return List.of();
        }

        @Override
        public List<LogRange> written(String topic) {
            return List.of();
        }

        @Override
        public boolean hasPassed(String group, String topic) {
            return false;
        }
    }

    private static final class NoMetrics implements CurriculumListener {
        @Override
        public void onEvent(String topic) {
            // Not counted.
        }

        @Override
        public void onBadMessage(String topic) {
            // Not counted.
        }

        @Override
        public void onState(GenerationState state) {
            // Not counted.
        }

        @Override
        public void onAborted() {
            // Not counted.
        }
    }
}
