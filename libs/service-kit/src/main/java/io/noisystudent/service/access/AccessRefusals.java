package io.noisystudent.service.access;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.refusal.RefusalForm;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The answers to a caller without a token, with a bad one, or with too few rights. */
@Singleton
public class AccessRefusals {
    private final RefusalForm form;

    AccessRefusals(RefusalForm form) {
        this.form = form;
    }

    /** A request without a token. */
    @ServerExceptionMapper
    public Response missing(UnauthorizedException e, UriInfo uri) {
        return unauthenticated(uri, "needs a token: send Authorization: Bearer TOKEN");
    }

    /** A token that proves nothing. */
    @ServerExceptionMapper
    public Response unacceptable(AuthenticationFailedException e, UriInfo uri) {
        return unauthenticated(uri, "the token is not accepted: it has expired, or is not meant for this service");
    }

    /** A token without the right. */
    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, UriInfo uri) {
        return refusal(
                Response.Status.FORBIDDEN,
                ErrorCode.FORBIDDEN,
                uri,
                "the token is valid, but gives no right to do this");
    }

    private Response unauthenticated(UriInfo uri, String detail) {
        return Response.fromResponse(refusal(Response.Status.UNAUTHORIZED, ErrorCode.UNAUTHENTICATED, uri, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private Response refusal(Response.Status status, ErrorCode code, UriInfo uri, String detail) {
        String path = "/" + uri.getPath().replaceFirst("^/", "");
        return Response.status(status)
                .type(form.mediaType())
                .entity(form.body(status.getStatusCode(), new NoisyStudentException(code, path, detail)))
                .build();
    }
}
