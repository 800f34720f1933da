package io.noisystudent.service.limit;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each resource method may have, by its annotations. */
@Singleton
public class RouteLimits {
    private final LimitConfig config;
    private final long upload;
    private final Map<Method, Route> known = new ConcurrentHashMap<>();

    /** How a method gets its body, or gives its answer. */
    enum Kind {
        MEMORY,
        UPLOAD,
        DOWNLOAD
    }

    /** @param limit of the body, in bytes */
    record Route(Kind kind, long limit) {}

    RouteLimits(LimitConfig config, Instance<UploadLimit> upload) {
        this.config = config;
        this.upload = upload.isResolvable() ? upload.get().bytes() : 0;
    }

    Route of(ResourceInfo resource) {
        return known.computeIfAbsent(resource.getResourceMethod(), this::read);
    }

    private Route read(Method method) {
        if (method.isAnnotationPresent(Upload.class)) {
            return new Route(Kind.UPLOAD, upload);
        }
        long body = config.body().asLongValue();
        if (method.isAnnotationPresent(LargeBody.class)) {
            return new Route(Kind.MEMORY, config.largeBody().asLongValue());
        }
        return new Route(method.isAnnotationPresent(Download.class) ? Kind.DOWNLOAD : Kind.MEMORY, body);
    }
}
