package io.noisystudent.registry.config;

import io.noisystudent.registry.maintenance.WriteProbe;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.api.HealthGroup;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Whether writes succeed, at {@code /q/health/group/writes}: apart from readiness, since reads go on without them. */
@HealthGroup("writes")
@Singleton
public class WritesHealth implements HealthCheck {
    private final WriteProbe probe;

    WritesHealth(WriteProbe probe) {
        this.probe = probe;
    }

    /** Apart from the refresh: a store may take long to say that it cannot write. */
    @Scheduled(
            every = "${noisystudent.registry.reconcile-interval:2s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    void tryIfDue() {
        probe.tryIfDue();
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("object store writes")
                .status(probe.succeeds())
                .withData("failure", probe.failure())
                .build();
    }
}
