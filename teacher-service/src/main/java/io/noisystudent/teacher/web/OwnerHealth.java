package io.noisystudent.teacher.web;

import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.noisystudent.teacher.messaging.OwnerStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the threads of this instance come round, and whether it can answer. */
@ApplicationScoped
public class OwnerHealth {
    /** Longer than the longest call that the owner's thread makes: the registry's client tries again for minutes. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    @Produces
    @Liveness
    HealthCheck live(CurriculumOwner owner, GenerationFollower follower, Clock clock) {
        return () -> HealthCheckResponse.named("curriculum-owner")
                .status(!owner.isLost()
                        && !follower.isLost()
                        && clock.millis() - owner.lastTurnMillis() < STUCK.toMillis())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck ready(CurriculumOwner owner, GenerationFollower follower) {
        return () -> {
            OwnerStatus status = owner.status();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("curriculum")
                    .status(owner.isJoined() && follower.isLoaded())
                    .withData("active", status.active());
            if (status.reset() != null) {
                response.withData("reset", status.reset());
            }
            return response.build();
        };
    }
}
