package io.noisystudent.labeler.web;

import io.noisystudent.service.request.HealthPaths;
import io.noisystudent.service.request.WatchedPaths;
import jakarta.inject.Singleton;

/** Health as KServe's probes ask for it, besides that of every service. */
@Singleton
public class ProtocolHealthPaths implements WatchedPaths {
    @Override
    public boolean isWatched(String path) {
        return HealthPaths.isHealth(path) || path.equals("/v2/health/live") || path.equals("/v2/health/ready");
    }
}
