package io.noisystudent.service.request;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
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

    ServedRoutes(Router router) {
        this.router = router;
    }

    void list(@Observes StartupEvent start) {
        if (LOG.isDebugEnabled()) {
            Set<String> routes = new TreeSet<>();
            addRoutes("", router, routes);
            addMethods(ResteasyReactiveRecorder.getCurrentDeployment(), routes);
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

    private static void addMethods(Deployment deployment, Set<String> routes) {
        for (RequestPath<InitialMatch> resource : deployment.getClassMappers()) {
            for (ServerRestHandler handler : resource.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    routing.getMappers().forEach((method, mapper) -> addMethods(method, resource, mapper, routes));
                }
            }
        }
    }

    private static void addMethods(
            String method,
            RequestPath<InitialMatch> resource,
            RequestMapper<RuntimeResource> methods,
            Set<String> routes) {
        for (RequestPath<RuntimeResource> path : methods.getTemplates()) {
            routes.add(named(method, resource.template.template + path.template.template));
        }
    }

    /** As the description of the interface would name it. */
    private static String named(String method, String path) {
        String plain = path.replaceAll("/{2,}", "/");
        return method + " "
                + (plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain);
    }
}
