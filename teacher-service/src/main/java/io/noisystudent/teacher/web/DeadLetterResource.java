package io.noisystudent.teacher.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.Places;
import io.noisystudent.teacher.deadletter.DeadLetterDesk;
import io.noisystudent.teacher.deadletter.DeadLetterDetails;
import io.noisystudent.teacher.deadletter.DeadLetterFilter;
import io.noisystudent.teacher.deadletter.DeadLetterId;
import io.noisystudent.teacher.deadletter.DeadLetterPage;
import io.noisystudent.teacher.deadletter.ReplayReport;
import io.noisystudent.teacher.deadletter.ReplayResult;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Records that could not be read: what they are, why, and how to send them again. Every instance answers. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dead letters")
@Singleton
public class DeadLetterResource {
    private final DeadLetterDesk desk;
    private final String pipeline;
    private final Places reading = new Places("lists of dead letters", 2);
    private final Places values = new Places("downloads of dead letters", 2);
    private final Places replaying = new Places("replays of dead letters", 1);

    DeadLetterResource(DeadLetterDesk desk, PipelineConfig pipeline) {
        this.desk = desk;
        this.pipeline = pipeline.name();
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(
            summary = "Records that could not be read, each once, the one that was refused last first",
            description =
                    "code, topic, from and to select; limit is 1 to 100, cursor is 'next' of the page before. A page"
                            + " is found in a bounded part of the log, so that it may be short although there is a next one")
    public DeadLetterPage list(
            @QueryParam("code") @Nullable String code,
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        DeadLetterFilter filter = LetterQuery.filter(pipeline, code, topic, from, to);
        int most = LetterQuery.limit(limit);
        return reading.within(() -> desk.list(filter, cursor, most));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{id}")
    @Operation(
            summary = "One dead letter, and what was sent in its place since",
            description = "The id is partition and offset in the dead-letter topic, as in 0-17")
    public DeadLetterDetails show(@PathParam("id") String id) {
        DeadLetterId letter = DeadLetterId.parse(id);
        return reading.within(() -> desk.show(letter));
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{id}/value")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "The bytes that could not be read, for a file and never for a browser's window")
    public RestResponse<byte[]> value(@PathParam("id") String id, @Context RoutingContext exchange) {
        DeadLetterId letter = DeadLetterId.parse(id);
        holdUntilAnswered(values, exchange);
        return RestResponse.ResponseBuilder.ok(desk.value(letter))
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"dead-letter-" + letter + ".bin\"")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    /** However the answer ends: its bytes are in memory until then. */
    private static void holdUntilAnswered(Places places, RoutingContext exchange) {
        Runnable release = places.require();
        exchange.addEndHandler(ended -> release.run());
        // A handler that is added after the end is never called.
        if (exchange.response().closed()) {
            release.run();
        }
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/{id}/replay")
    @Operation(
            summary = "Send the original of a dead letter again",
            description =
                    "It takes the place of the original. Refused if it was sent again already, or if a newer record"
                            + " has its key. With dryRun=true nothing is sent")
    public ReplayResult replay(@PathParam("id") String id, @QueryParam("dryRun") boolean dryRun) {
        DeadLetterId letter = DeadLetterId.parse(id);
        ReplayResult result = replaying.within(() -> desk.replay(letter, dryRun));
        if (result.code() != null) {
            throw new NoisyStudentException(
                    result.code(), result.subject(), Objects.requireNonNullElse(result.detail(), ""));
        }
        return result;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Send the originals of many dead letters again",
            description = "Those of one page of the list; as long as the answer has 'next', send it as cursor for the"
                    + " others. {} means all")
    public ReplayReport replay(@Nullable ReplayOrder order) {
        if (order == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "there is none; send {} to replay every dead letter");
        }
        DeadLetterFilter filter = LetterQuery.filter(pipeline, order.code(), order.topic(), order.from(), order.to());
        int limit = LetterQuery.limit(order.limit());
        boolean dryRun = Boolean.TRUE.equals(order.dryRun());
        return replaying.within(() -> desk.replay(filter, order.cursor(), limit, dryRun));
    }
}
