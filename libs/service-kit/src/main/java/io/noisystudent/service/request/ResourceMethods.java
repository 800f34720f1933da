package io.noisystudent.service.request;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestPath;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jspecify.annotations.Nullable;

/** The resource methods of this service, by their paths. Thread-safe. */
@Singleton
public class ResourceMethods {
    private static final String PARAMETER = "{";

    private volatile @Nullable List<Route> known;

    /**
     * One of them.
     *
     * @param path as the description of the interface names it
     */
    record Route(String method, String path) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        private boolean isFor(String asked) {
            List<String> parts = List.of(path.split("/", -1));
            List<String> given = List.of(asked.split("/", -1));
            if (parts.size() != given.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                boolean isAny =
                        parts.get(i).startsWith(PARAMETER) && !given.get(i).isEmpty();
                if (!isAny && !parts.get(i).equals(given.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** All of them; after the start. */
    List<Route> all() {
        List<Route> routes = known;
        if (routes == null) {
            routes = List.copyOf(read());
            known = routes;
        }
        return routes;
    }

    /**
     * The methods that a path has, {@code HEAD} and {@code OPTIONS} too; empty for a path that has none. A path without
     * parameters is not one of those with parameters, though it would fit.
     */
    Set<String> of(String path) {
        Set<String> methods = methods(route -> route.path().equals(path));
        if (methods.isEmpty()) {
            methods = methods(route -> route.isFor(path));
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    private Set<String> methods(Predicate<Route> condition) {
        return all().stream().filter(condition).map(Route::method).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Route> read() {
        List<Route> routes = new ArrayList<>();
        for (RequestPath<InitialMatch> resource :
                ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers()) {
            for (ServerRestHandler handler : resource.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    routing.getMappers().forEach((method, mapper) -> add(method, resource, mapper, routes));
                }
            }
        }
        return routes;
    }

    private static void add(
            String method,
            RequestPath<InitialMatch> resource,
            RequestMapper<RuntimeResource> methods,
            List<Route> routes) {
        for (RequestPath<RuntimeResource> path : methods.getTemplates()) {
            routes.add(new Route(method, plain(resource.template.template + path.template.template)));
        }
    }

    /** As the description of the interface would name it. */
    static String plain(String path) {
        String single = path.replaceAll("/{2,}", "/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }
}
