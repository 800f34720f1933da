package io.noisystudent.labeler.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.labeler.inference.InferRequest;
import io.noisystudent.labeler.inference.InferRequestReader;
import io.noisystudent.labeler.inference.InferResponse;
import io.noisystudent.labeler.inference.InferenceService;
import io.noisystudent.labeler.inference.ModelConfigResponse;
import io.noisystudent.labeler.inference.ModelMetadataResponse;
import io.noisystudent.labeler.inference.StatisticsResponse;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.LargeBody;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/v2")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Open Inference Protocol V2")
public class InferenceResource {
    private static final String JSON = MediaType.APPLICATION_JSON;
    private static final String FORMS = "JSON, or JSON and tensors as bytes behind it, with its length in the header "
            + InferRequestReader.JSON_LENGTH + "; the answer has the same forms";

    private static final List<String> EXTENSIONS =
            List.of("binary_tensor_data", "classification", "model_configuration", "statistics", "encoded_images");

    private final InferenceService service;
    private final ObjectMapper json;
    private final InferRequestReader reader;

    InferenceResource(InferenceService service, ObjectMapper json) {
        this.service = service;
        this.json = json;
        this.reader = new InferRequestReader(json);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Server metadata")
    public Map<String, Object> server() {
        return Map.of("name", "noisy-student-labeler", "version", "0.1.0", "extensions", EXTENSIONS);
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
    @Path("/models")
    @Operation(summary = "Names of the models: one, the pipeline's")
    public Map<String, List<String>> models() {
        return Map.of("models", service.names());
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
    @Path("/models/{model}/config")
    @Operation(summary = "Triton's configuration of the teacher")
    public ModelConfigResponse teacherConfig(@PathParam("model") String model) {
        return service.config(model, null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/versions/{version}/config")
    @Operation(summary = "Triton's configuration of a version")
    public ModelConfigResponse versionConfig(@PathParam("model") String model, @PathParam("version") String version) {
        return service.config(model, version);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/stats")
    @Operation(summary = "Counts and times of all versions since the start")
    public StatisticsResponse statistics() {
        return service.statistics(service.names().get(0), null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/stats")
    @Operation(summary = "Counts and times of all versions since the start")
    public StatisticsResponse statistics(@PathParam("model") String model) {
        return service.statistics(model, null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/versions/{version}/stats")
    @Operation(summary = "Counts and times of a version since the start")
    public StatisticsResponse statistics(@PathParam("model") String model, @PathParam("version") String version) {
        return service.statistics(model, version);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/ready")
    @Operation(summary = "Whether the teacher is loaded")
    @APIResponse(
            responseCode = "200",
            description = "It is",
            content = @Content(schema = @Schema(implementation = Readiness.class)))
    @APIResponse(
            responseCode = "503",
            description = "It is not",
            content = @Content(schema = @Schema(implementation = Readiness.class)))
    public Response teacherReady(@PathParam("model") String model) {
        return readiness(model, null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/models/{model}/versions/{version}/ready")
    @Operation(summary = "Whether a version is loaded; a request loads it")
    @APIResponse(
            responseCode = "200",
            description = "It is",
            content = @Content(schema = @Schema(implementation = Readiness.class)))
    @APIResponse(
            responseCode = "503",
            description = "It is not",
            content = @Content(schema = @Schema(implementation = Readiness.class)))
    public Response versionReady(@PathParam("model") String model, @PathParam("version") String version) {
        return readiness(model, version);
    }

    /** Whether a model is loaded. */
    public record Readiness(String name, boolean ready) {}

    private Response readiness(String model, @Nullable String version) {
        boolean ready = service.isReady(model, version);
        Response.Status status = ready ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
        return Response.status(status).entity(new Readiness(model, ready)).build();
    }

    @POST
    @RolesAllowed(Rights.READ)
    @LargeBody
    @Path("/models/{model}/infer")
    @Consumes(MediaType.WILDCARD)
    @Produces({MediaType.APPLICATION_JSON, MediaType.APPLICATION_OCTET_STREAM})
    @Operation(summary = "Classify images with the teacher", description = FORMS)
    @RequestBody(
            required = true,
            content = @Content(mediaType = JSON, schema = @Schema(implementation = InferRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "Outputs",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = InferResponse.class)))
    public Response infer(
            @PathParam("model") String model,
            @HeaderParam(InferRequestReader.JSON_LENGTH) @Nullable String jsonLength,
            @Nullable InputStream body,
            RoutingContext exchange)
            throws IOException {
        return infer(model, null, reader.read(required(body), jsonLength), exchange);
    }

    @POST
    @RolesAllowed(Rights.READ)
    @LargeBody
    @Path("/models/{model}/versions/{version}/infer")
    @Consumes(MediaType.WILDCARD)
    @Produces({MediaType.APPLICATION_JSON, MediaType.APPLICATION_OCTET_STREAM})
    @Operation(summary = "Classify images with a version", description = FORMS)
    @RequestBody(
            required = true,
            content = @Content(mediaType = JSON, schema = @Schema(implementation = InferRequest.class)))
    @APIResponse(
            responseCode = "200",
            description = "Outputs",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = InferResponse.class)))
    public Response infer(
            @PathParam("model") String model,
            @PathParam("version") String version,
            @HeaderParam(InferRequestReader.JSON_LENGTH) @Nullable String jsonLength,
            @Nullable InputStream body,
            RoutingContext exchange)
            throws IOException {
        return infer(model, version, reader.read(required(body), jsonLength), exchange);
    }

    private Response infer(String model, @Nullable String version, InferRequest request, RoutingContext exchange)
            throws IOException {
        InferResponse answer = service.infer(model, version, request, exchange.response()::closed);
        byte[] head = json.writeValueAsBytes(answer);
        if (!answer.hasBinary()) {
            return Response.ok(head, MediaType.APPLICATION_JSON).build();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(head.length);
        body.write(head);
        for (InferResponse.OutputTensor output : answer.outputs()) {
            body.write(output.binary());
        }
        return Response.ok(body.toByteArray(), MediaType.APPLICATION_OCTET_STREAM)
                .header(InferRequestReader.JSON_LENGTH, head.length)
                .build();
    }

    private static InputStream required(@Nullable InputStream body) {
        if (body == null) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_REQUEST, "body", "the request has no body; send inputs as JSON");
        }
        return body;
    }
}
