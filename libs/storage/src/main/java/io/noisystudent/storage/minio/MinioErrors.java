package io.noisystudent.storage.minio;

import io.minio.errors.ErrorResponseException;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.storage.OutcomeUnknownException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what a failure of the MinIO client means to the caller of the port. */
final class MinioErrors {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int SERVER_ERROR = 500;

    /** How Java's TLS says that the other side does not speak it. */
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";

    private MinioErrors() {}

    /** The object is absent; a bucket that is gone is a store that is broken, not an empty one. */
    static boolean isNotFound(Throwable failure) {
        boolean bucket = find(failure, ErrorResponseException.class)
                .map(error -> error.errorResponse().code().equals("NoSuchBucket"))
                .orElse(false);
        return status(failure) == NOT_FOUND && !bucket;
    }

    static boolean isPreconditionFailed(Throwable failure) {
        return status(failure) == PRECONDITION_FAILED;
    }

    static boolean isForbidden(Throwable failure) {
        return status(failure) == FORBIDDEN;
    }

    static boolean isConflict(Throwable failure) {
        return status(failure) == CONFLICT;
    }

    /** The store understood, and did nothing. */
    static boolean isRefusal(Throwable failure) {
        int status = status(failure);
        return status != 0 && status < SERVER_ERROR;
    }

    /**
     * A write failed. Only an answer below 500 or a connection that was never made proves that nothing was written; a
     * 409 says that another write of the key was under way, so that the key must be read to know.
     */
    static NoisyStudentException ofWrite(String key, Throwable failure) {
        boolean refused = isRefusal(failure) && !isConflict(failure);
        if (refused || neverConnected(failure) || isStranger(failure) || speaksNoTls(failure)) {
            return ofRead(key, failure);
        }
        return new OutcomeUnknownException(
                key,
                "no clear answer to the write (" + describe(failure) + "); read the key back before anything else",
                failure);
    }

    static NoisyStudentException ofRead(String key, Throwable failure) {
        if (isNotFound(failure)) {
            return new NoisyStudentException(
                    ErrorCode.NOT_FOUND, key, "there is no such object; check the key", failure);
        }
        if (status(failure) == RANGE_NOT_SATISFIABLE) {
            return new NoisyStudentException(
                    ErrorCode.RANGE_NOT_SATISFIABLE, key, "the range begins beyond the object's end", failure);
        }
        if (isStranger(failure)) {
            return new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    MinioConfig.CA_FILE,
                    "the store's certificate is not to be believed (" + describe(failure)
                            + "); name the PEM file of its authority, or correct noisystudent.store.endpoint",
                    failure);
        }
        if (speaksNoTls(failure)) {
            return new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    MinioConfig.ENDPOINT,
                    "it says https, and the server there speaks no TLS (" + describe(failure)
                            + "); write http, or name the server's port for TLS",
                    failure);
        }
        return refusal(key, failure)
                .orElseGet(() -> new NoisyStudentException(
                        ErrorCode.STORE_UNAVAILABLE,
                        key,
                        "the object store failed: " + describe(failure) + "; check its address and its health",
                        failure));
    }

    /** Who asks, or what is asked for, is refused; asking again changes nothing. */
    private static Optional<NoisyStudentException> refusal(String key, Throwable failure) {
        String code = find(failure, ErrorResponseException.class)
                .map(error -> error.errorResponse().code())
                .orElse("");
        return switch (code) {
            case "InvalidAccessKeyId" ->
                Optional.of(refused(MinioConfig.ACCESS_KEY, "the store does not know this access key", failure));
            case "SignatureDoesNotMatch" ->
                Optional.of(refused(
                        MinioConfig.SECRET_KEY, "it is not the secret of the access key, says the store", failure));
            case "RequestTimeTooSkewed" ->
                Optional.of(refused("clock", "it and that of the store are too far apart; set both", failure));
            default ->
                isForbidden(failure)
                        ? Optional.of(refused(
                                key,
                                "the access key has no right to this; docs/transport-security.md has the rights",
                                failure))
                        : Optional.empty();
        };
    }

    private static NoisyStudentException refused(String subject, String why, Throwable failure) {
        return new NoisyStudentException(
                ErrorCode.STORE_REFUSED, subject, why + " (" + describe(failure) + ")", failure);
    }

    /** A plain request to a server that speaks TLS. */
    static NoisyStudentException needsTls(URI endpoint, Throwable failure) {
        return new NoisyStudentException(
                ErrorCode.CONFIG_INVALID,
                MinioConfig.ENDPOINT,
                "'" + endpoint + "' says http, and the server there speaks TLS (" + describe(failure)
                        + "); write https",
                failure);
    }

    /**
     * Whether something answered that may not be a store that speaks plain HTTP. MinIO's TLS port answers a plain request
     * with 400, and a HEAD has no text that would say why.
     */
    static boolean isNoAnswerOfAStore(Throwable failure) {
        boolean answered = find(failure, ErrorResponseException.class).isPresent() && status(failure) != BAD_REQUEST;
        return !answered
                && !neverConnected(failure)
                && find(failure, InterruptedIOException.class).isEmpty();
    }

    private static boolean speaksNoTls(Throwable failure) {
        return find(failure, SSLException.class)
                .map(error -> String.valueOf(error.getMessage()).contains(NO_TLS))
                .orElse(false);
    }

    /** The certificate of the server is for another host, or its authority is not trusted. */
    private static boolean isStranger(Throwable failure) {
        return find(failure, CertificateException.class).isPresent()
                || find(failure, SSLPeerUnverifiedException.class).isPresent();
    }

    private static boolean neverConnected(Throwable failure) {
        return find(failure, ConnectException.class).isPresent()
                || find(failure, UnknownHostException.class).isPresent()
                || find(failure, NoRouteToHostException.class).isPresent();
    }

    private static int status(Throwable failure) {
        return find(failure, ErrorResponseException.class)
                .map(error -> error.response().code())
                .orElse(0);
    }

    static String describe(Throwable failure) {
        Optional<ErrorResponseException> answer = find(failure, ErrorResponseException.class);
        if (answer.isPresent()) {
            return "HTTP " + answer.get().response().code() + ", "
                    + answer.get().errorResponse().code() + ": " + answer.get().getMessage();
        }
        // The outermost says where to, the innermost only why.
        return find(failure, IOException.class).map(IOException::toString).orElseGet(failure::toString);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
