package io.noisystudent.service.config;

import io.noisystudent.service.access.AccessConfig;
import io.noisystudent.service.limit.LimitConfig;
import io.noisystudent.service.start.TransportConfig;

/** The groups below {@code noisystudent} that every service has; its own {@code @ConfigMapping} extends this one. */
public interface ServiceConfig {
    PipelineFileConfig pipeline();

    TransportConfig transport();

    AccessConfig access();

    LimitConfig limits();
}
