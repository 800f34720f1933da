package io.noisystudent.service.request;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what the service serves at start, at the level {@code DEBUG}: every resource method, and every route of the
 * framework, whether or not the description of the interface has it.
 */
@Singleton
public class ServedRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(ServedRoutes.class);
    private static final String ALL = "*";

    private final Router router;
    private final ResourceMethods methods;

    ServedRoutes(Router router, ResourceMethods methods) {
        this.router = router;
        this.methods = methods;
    }

    void list(@Observes StartupEvent start) {
        if (LOG.isDebugEnabled()) {
            Set<String> routes = new TreeSet<>();
            addRoutes("", router, routes);
            methods.all().forEach(route -> routes.add(route.toString()));
            routes.forEach(route -> LOG.debug("serves route={}", route));
        }
    }

    /** Those for a path; the others are filters. */
    private static void addRoutes(String prefix, Router router, Set<String> routes) {
        for (Route route : router.getRoutes()) {
            if (route.getPath() == null) {
                continue;
            }
            String path = prefix + route.getPath();
            if (route.getSubRouter() != null) {
                addRoutes(path, route.getSubRouter(), routes);
                continue;
            }
            String pattern = route.isExactPath() ? path : path + ALL;
            Set<HttpMethod> methods = route.methods();
            if (methods == null || methods.isEmpty()) {
                routes.add(named(ALL, pattern));
            } else {
                methods.forEach(method -> routes.add(named(method.name(), pattern)));
            }
        }
    }

    /** As the description of the interface would name it. */
    private static String named(String method, String path) {
        return method + " " + ResourceMethods.plain(path);
    }
}
