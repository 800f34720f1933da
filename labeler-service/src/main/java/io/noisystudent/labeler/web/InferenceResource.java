package io.noisystudent.labeler.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.labeler.inference.InferRequest;
import io.noisystudent.labeler.inference.InferResponse;
import io.noisystudent.labeler.inference.InferenceService;
import io.noisystudent.labeler.inference.ModelMetadataResponse;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.LargeBody;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol V2")
public class InferenceResource {
    private final InferenceService service;

    InferenceResource(InferenceService service) {
        this.service = service;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Server metadata")
    public Map<String, Object> server() {
        return Map.of("name", "noisy-student-labeler", "version", "0.1.0", "extensions", List.of("encoded_images"));
    }

    @GET
    @PermitAll
    @Path("/health/live")
    @Operation(summary = "Whether the server runs")
    public Map<String, Boolean> live() {
        return Map.of("live", true);
    }

    @GET
    @PermitAll
    @Path("/health/ready")
    @Operation(summary = "Whether the server takes requests; a model has a readiness of its own")
    public Map<String, Boolean> ready() {
        return Map.of("ready", true);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}")
    @Operation(summary = "Inputs and outputs of the teacher")
    public ModelMetadataResponse teacher(@PathParam("model") String model) {
        return service.metadata(model, null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/versions/{version}")
    @Operation(summary = "Inputs and outputs of a version")
    public ModelMetadataResponse version(@PathParam("model") String model, @PathParam("version") String version) {
        return service.metadata(model, version);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/ready")
    @Operation(summary = "Whether the teacher is loaded")
    public Response teacherReady(@PathParam("model") String model) {
        return readiness(model, null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/versions/{version}/ready")
    @Operation(summary = "Whether a version is loaded; a request loads it")
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return readiness(model, version);
    }

    private Response readiness(String model, @Nullable String version) {
        boolean ready = service.isReady(model, version);
        Response.Status status = ready ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
        return Response.status(status)
                .entity(Map.of("name", model, "ready", ready))
                .build();
    }

    @POST
    @RolesAllowed(Rights.READ)
    @LargeBody
    @Path("/models/{model}/infer")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Classify images with the teacher")
    public InferResponse infer(
            @PathParam("model") String model, @Nullable InferRequest request, RoutingContext exchange) {
        return service.infer(model, null, required(request), exchange.response()::closed);
    }

    @POST
    @RolesAllowed(Rights.READ)
    @LargeBody
    @Path("/models/{model}/versions/{version}/infer")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Classify images with a version")
    public InferResponse infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @Nullable InferRequest request,
            RoutingContext exchange) {
        return service.infer(model, version, required(request), exchange.response()::closed);
    }

    private static InferRequest required(@Nullable InferRequest request) {
        if (request == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "the request has no body; send inputs as JSON");
        }
        return request;
    }
}
