package io.noisystudent.service.config;

import io.noisystudent.service.access.AccessConfig;
import io.noisystudent.service.limit.LimitConfig;
import io.noisystudent.service.start.TransportConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The parts that every service has. */
@Singleton
public class SharedParts {
    @Produces
    @Singleton
    TransportConfig transport(ServiceConfig config) {
        return config.transport();
    }

    @Produces
    @Singleton
    AccessConfig access(ServiceConfig config) {
        return config.access();
    }

    @Produces
    @Singleton
    LimitConfig limits(ServiceConfig config) {
        return config.limits();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
