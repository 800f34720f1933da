package io.noisystudent.teacher.web;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.contracts.event.GenerationState;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.service.access.Rights;
import io.noisystudent.teacher.messaging.CurriculumOwner;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Versions whose predictions are averaged; the average is a version that is evaluated and weighed as students are. */
@Path("/api/v1/ensembles")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "curriculum")
public class EnsembleResource {
    private final CurriculumOwner owner;
    private final PipelineConfig pipeline;

    EnsembleResource(CurriculumOwner owner, PipelineConfig pipeline) {
        this.owner = owner;
        this.pipeline = pipeline;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Operation(
            summary = "Average versions, as a version of its own",
            description =
                    "Opens a generation that trains nothing: a trainer merges the versions into one ONNX graph and"
                            + " registers it, labelers evaluate it beside the teacher, and the gate decides")
    @APIResponse(
            responseCode = "201",
            description = "It is open",
            content = @Content(schema = @Schema(implementation = GenerationState.class)))
    public Uni<RestResponse<GenerationState>> average(@Nullable EnsembleOrder order) {
        Ensemble ensemble = ensemble(order);
        return Uni.createFrom()
                .completionStage(() -> owner.average(ensemble))
                .map(state -> RestResponse.ResponseBuilder.<GenerationState>created(
                                URI.create("/api/v1/generations/" + state.plan().id()))
                        .entity(state)
                        .build());
    }

    private Ensemble ensemble(@Nullable EnsembleOrder order) {
        List<Integer> versions = order == null || order.versions() == null ? List.of() : order.versions();
        for (Integer version : versions) {
            if (version == null || version < 1) {
                throw new NoisyStudentException(
                        ErrorCode.BAD_REQUEST,
                        "versions",
                        "version is " + version + "; give numbers of versions, which count from 1, as in"
                                + " {\"versions\": [3, 5, 7]}");
            }
        }
        Average average = order == null || order.average() == null ? Average.PROBABILITIES : order.average();
        Ensemble ensemble = new Ensemble(
                versions.stream()
                        .map(version -> new ModelRef(pipeline.name(), version))
                        .toList(),
                average);
        ensemble.requireSeveral();
        return ensemble;
    }
}
