package io.noisystudent.service.request;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Health and metrics, as every service has them. */
@DefaultBean
@Singleton
public class HealthPaths implements WatchedPaths {
    @Override
    public boolean isWatched(String path) {
        return isHealth(path);
    }

    /** What every service has. */
    public static boolean isHealth(String path) {
        return path.equals("/q/metrics") || path.equals("/q/health") || path.startsWith("/q/health/");
    }
}
