package io.noisystudent.registry.config;

import io.noisystudent.registry.messaging.Broker;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.StoreLag;
import io.noisystudent.registry.view.RegistryView;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the read model is fresh. A broker that is away delays events, but no read. */
@Readiness
@Singleton
public class StoreHealth implements HealthCheck {
    private static final int MISSED = 15;
    private static final int SHOWN = 5;

    private final ReadModelRefresher refresher;
    private final Broker broker;
    private final RegistryView view;
    private final Duration limit;

    StoreHealth(ReadModelRefresher refresher, Broker broker, RegistryView view, RegistryConfig config) {
        this.refresher = refresher;
        this.view = view;
        this.broker = broker;
        this.limit = config.registry().reconcileInterval().multipliedBy(MISSED);
    }

    @Override
    public HealthCheckResponse call() {
        Duration age = refresher.age();
        DamageLog damage = view.damage();
        return HealthCheckResponse.named("object store")
                .status(age.compareTo(limit) < 0)
                .withData("secondsSinceRead", age.toSeconds())
                .withData("failure", refresher.failure())
                .withData("damagedObjects", damage.size())
                .withData("damaged", damage.keys("").stream().limit(SHOWN).collect(Collectors.joining(" ")))
                .withData(
                        "behindLog",
                        view.lags().all().stream()
                                .limit(SHOWN)
                                .map(StoreLag::describe)
                                .collect(Collectors.joining(". ")))
                .withData("broker", broker.address())
                .withData(
                        "events", broker.trouble().map(why -> "waiting: " + why).orElse("published"))
                .build();
    }
}
