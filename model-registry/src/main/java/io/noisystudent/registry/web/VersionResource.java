package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registry.catalog.Registration;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.filter.Filter;
import io.noisystudent.registry.filter.FilterParser;
import io.noisystudent.registry.filter.VersionFields;
import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.upload.VerifiedModel;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.Upload;
import io.smallrye.common.annotation.NonBlocking;
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
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.function.IntPredicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Versions of a model. Lists come from memory and never wait, so that they need no thread of their own. */
@Path("/api/v1/models/{model}/versions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "versions")
public class VersionResource {
    private final RegistryView view;
    private final VersionCatalog versions;
    private final BlobStore blobs;
    private final Registrar registrar;
    private final VersionFields fields;
    private final VersionJson json;

    VersionResource(
            RegistryView view,
            VersionCatalog versions,
            BlobStore blobs,
            Registrar registrar,
            VersionFields fields,
            VersionJson json) {
        this.view = view;
        this.versions = versions;
        this.blobs = blobs;
        this.registrar = registrar;
        this.fields = fields;
        this.json = json;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(
            summary = "Lists versions, oldest first",
            description =
                    "A filter compares fields with values: metrics.top1 > 0.9 and generation >= 2. A page may hold"
                            + " fewer versions than asked for and still have a next one.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = VersionPage.class)))
    @NonBlocking
    public Response list(
            @PathParam("model") String model,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        Paging paging = Paging.of(cursor, limit);
        Filter condition = filter == null ? Filter.ALL : FilterParser.parse(filter, fields);
        ModelView known = view.model(Names.model(model)).orElse(null);
        Page<ModelVersion> page =
                known == null ? new Page<>(List.of(), null) : page(known, paging, fields.condition(known, condition));
        return Response.ok(json.of(page)).build();
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{version}")
    @Operation(summary = "One version with its lineage and training report")
    public ModelVersion get(@PathParam("model") String model, @PathParam("version") int version) {
        return versions.require(model, version);
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes an uploaded file a version. 201, or 200 with the one that this request made before.")
    public Response register(@PathParam("model") String model, @Nullable VersionRequest body) {
        Names.model(model);
        VersionRequest request = Bodies.require(body);
        return register(
                model, blobs.require(request.sha256()), new VersionDescription(request.lineage(), request.report()));
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Upload
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Imports an ONNX file as a version. 201, or 200 with the first version of that file.")
    public Response importFile(@PathParam("model") String model, InputStream body) {
        Names.model(model);
        return register(model, blobs.keep(body, null).model(), new VersionDescription(null, null));
    }

    private static Page<ModelVersion> page(ModelView model, Paging paging, IntPredicate passes) {
        Page<Integer> numbers = paging.numbers(
                model.highestVersion(), number -> model.version(number).isPresent(), passes);
        return new Page<>(
                numbers.items().stream()
                        .flatMap(number -> model.version(number).stream())
                        .toList(),
                numbers.next());
    }

    private Response register(String model, VerifiedModel file, VersionDescription description) {
        Registration made = registrar.register(model, file, description);
        URI location = URI.create("/api/v1/models/" + model + "/versions/"
                + made.version().model().version());
        return (made.created() ? Response.created(location) : Response.ok().location(location))
                .entity(made.version())
                .build();
    }
}
