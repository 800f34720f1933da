package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What whoever has no token, a bad one or too few roles is told; which roles are enough is configuration. */
@Singleton
public class AccessRefusals {
    private final Problems problems;

    AccessRefusals(Problems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    Response missing(UnauthorizedException e, UriInfo uri) {
        return unauthenticated(uri, "needs a token: send Authorization: Bearer TOKEN");
    }

    @ServerExceptionMapper
    Response unacceptable(AuthenticationFailedException e, UriInfo uri) {
        return unauthenticated(uri, "the token is not accepted: it has expired, or is not meant for this service");
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return refusal(ErrorCode.FORBIDDEN, uri, "the token is valid, but gives no right to do this");
    }

    private Response unauthenticated(UriInfo uri, String detail) {
        return Response.fromResponse(refusal(ErrorCode.UNAUTHENTICATED, uri, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private Response refusal(ErrorCode code, UriInfo uri, String detail) {
        return problems.refusal(
                new NoisyStudentException(code, "/" + uri.getPath().replaceFirst("^/", ""), detail));
    }
}
