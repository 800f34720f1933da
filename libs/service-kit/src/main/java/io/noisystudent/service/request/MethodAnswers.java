package io.noisystudent.service.request;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says which methods a path has, to {@code OPTIONS} and with every 405 (RFC 9110, 9.3.7 and 15.5.6). */
@Singleton
public class MethodAnswers {
    private static final int NOT_ALLOWED = 405;

    private final ResourceMethods methods;

    MethodAnswers(ResourceMethods methods) {
        this.methods = methods;
    }

    @ServerRequestFilter(preMatching = true, nonBlocking = true)
    public Optional<Response> options(ContainerRequestContext request) {
        if (!request.getMethod().equals("OPTIONS")) {
            return Optional.empty();
        }
        Set<String> allowed = of(request);
        return allowed.isEmpty()
                ? Optional.empty()
                : Optional.of(Response.noContent()
                        .header(HttpHeaders.ALLOW, String.join(", ", allowed))
                        .build());
    }

    @ServerResponseFilter
    public void allow(ContainerRequestContext request, ContainerResponseContext answer) {
        Set<String> allowed = answer.getStatus() == NOT_ALLOWED ? of(request) : Set.of();
        if (!allowed.isEmpty()) {
            answer.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", allowed));
        }
    }

    private Set<String> of(ContainerRequestContext request) {
        return methods.of(ResourceMethods.plain("/" + request.getUriInfo().getPath()));
    }
}
