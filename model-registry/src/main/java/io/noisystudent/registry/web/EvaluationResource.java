package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.catalog.EvaluationCatalog;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.LargeBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Evidence about a version. */
@Path("/api/v1/models/{model}/versions/{version}/evaluations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "evaluations")
public class EvaluationResource {
    private final VersionCatalog versions;
    private final EvaluationCatalog evaluations;

    EvaluationResource(VersionCatalog versions, EvaluationCatalog evaluations) {
        this.versions = versions;
        this.evaluations = evaluations;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Lists evidence by id")
    public Page<ModelEvaluation> list(
            @PathParam("model") String model,
            @PathParam("version") int version,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        return Paging.of(cursor, limit).byName(evaluations.of(model, version), evaluation -> evaluation);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @LargeBody
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Keeps evidence. 201, or 200 when it was there; 409 when its id has another content.")
    public Response post(
            @PathParam("model") String model, @PathParam("version") int version, @Nullable ModelEvaluation body) {
        versions.require(model, version);
        ModelEvaluation evaluation = Bodies.require(body);
        if (!evaluation.model().name().equals(model) || evaluation.model().version() != version) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST,
                    "model",
                    "the body is about " + evaluation.model() + ", the path about " + new ModelRef(model, version));
        }
        EvaluationCatalog.Posted posted = evaluations.post(evaluation);
        return Response.status(posted.created() ? Response.Status.CREATED : Response.Status.OK)
                .entity(posted.evaluation())
                .build();
    }
}
