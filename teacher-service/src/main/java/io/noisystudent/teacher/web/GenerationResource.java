package io.noisystudent.teacher.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.service.access.Rights;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.noisystudent.teacher.messaging.DataWatch;
import io.noisystudent.teacher.messaging.GenerationFollower;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Named;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Generations as they are committed; every instance answers, but only the active one takes orders. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "curriculum")
public class GenerationResource {
    private final GenerationFollower follower;
    private final CurriculumOwner owner;
    private final DataWatch data;
    private final PipelineConfig pipeline;
    private final String instance;

    GenerationResource(
            GenerationFollower follower,
            CurriculumOwner owner,
            DataWatch data,
            PipelineConfig pipeline,
            @Named("instance") String instance) {
        this.follower = follower;
        this.owner = owner;
        this.data = data;
        this.pipeline = pipeline;
        this.instance = instance;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/generations")
    @Operation(summary = "All generations, oldest first; the control of a generation follows it")
    public GenerationList generations() {
        return new GenerationList(follower.generations().all());
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/generations/{id}")
    @Operation(summary = "One generation", description = "The id is a number, or control- and a number")
    public GenerationState generation(@PathParam("id") String id) {
        return follower.generations().find(id).orElseThrow(() -> notFound(id));
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/generations")
    @Operation(
            summary = "Open a generation now",
            description = "Does not wait until the logs have settled. Takes no body, or an object without fields.")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "201",
            description = "It is open",
            content = @Content(schema = @Schema(implementation = GenerationState.class)))
    public Uni<RestResponse<GenerationState>> open(@RequestBody(required = false) @Nullable GenerationOrder order) {
        return Uni.createFrom().completionStage(owner::open).map(GenerationResource::created);
    }

    private static RestResponse<GenerationState> created(GenerationState state) {
        return RestResponse.ResponseBuilder.<GenerationState>created(
                        URI.create("/api/v1/generations/" + state.plan().id()))
                .entity(state)
                .build();
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/fixres/{version}")
    @Operation(
            summary = "Open a generation that adapts a version to the size that is served",
            description = "Its classifier and last normalization, on the labeled images; see docs/curricula.md")
    @APIResponse(
            responseCode = "201",
            description = "It is open",
            content = @Content(schema = @Schema(implementation = GenerationState.class)))
    public Uni<RestResponse<GenerationState>> fixres(@PathParam("version") int version) {
        return Uni.createFrom().completionStage(() -> owner.fixres(version)).map(GenerationResource::created);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Path("/generations/{id}/cancel")
    @Operation(summary = "End the open generation", description = "Its labels and students are not used")
    public Uni<GenerationState> cancel(@PathParam("id") String id) {
        return Uni.createFrom().completionStage(() -> owner.cancel(id));
    }

    @GET
    @PermitAll // figures of the loop, nothing of the data; read by KEDA, which has no token
    @Path("/status")
    @Operation(summary = "Current teacher, progress of the open generation, what the loop waits for, and its controls")
    public StatusReport status() {
        return StatusReport.of(pipeline, instance, owner.status(), follower.generations(), data.warnings());
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/generations/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "The newest state of every generation, then every later state")
    public Multi<GenerationState> stream() {
        return Multi.createFrom().emitter(emitter -> {
            // Listening comes first: a state may be sent twice, but none is missed.
            Runnable end = follower.listen(emitter::emit);
            emitter.onTermination(end);
            follower.generations().all().forEach(emitter::emit);
        });
    }

    private static NoisyStudentException notFound(String id) {
        return new NoisyStudentException(
                ErrorCode.GENERATION_NOT_FOUND, id, "there is no generation '" + id + "'; GET /generations lists them");
    }
}
