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
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Versions of a model. */
@Path("/api/v1/models/{model}/versions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "versions")
public class VersionResource {
    private final RegistryView view;
    private final VersionCatalog versions;
    private final BlobStore blobs;
    private final Uploads uploads;
    private final Registrar registrar;
    private final VersionFields fields;

    VersionResource(
            RegistryView view,
            VersionCatalog versions,
            BlobStore blobs,
            Uploads uploads,
            Registrar registrar,
            VersionFields fields) {
        this.view = view;
        this.versions = versions;
        this.blobs = blobs;
        this.uploads = uploads;
        this.registrar = registrar;
        this.fields = fields;
    }

    @GET
    @Operation(
            summary = "Lists versions, oldest first",
            description =
                    "A filter compares fields with values: metrics.top1 > 0.9 and generation >= 2. A page may hold"
                            + " fewer versions than asked for and still have a next one.")
    public Page<ModelVersion> list(
            @PathParam("model") String model,
            @QueryParam("filter") @Nullable String filter,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable String limit) {
        Paging paging = Paging.of(cursor, limit);
        Filter condition = filter == null ? Filter.ALL : FilterParser.parse(filter, fields);
        ModelView known = view.model(Names.model(model)).orElse(null);
        if (known == null) {
            return paging.byNumber(new TreeMap<Integer, ModelVersion>(), version -> version);
        }
        return paging.byNumber(
                known.versions(), version -> condition.matches(fields.of(known, version)), version -> version);
    }

    @GET
    @Path("/{version}")
    @Operation(summary = "One version with its lineage and training report")
    public ModelVersion get(@PathParam("model") String model, @PathParam("version") int version) {
        return versions.require(model, version);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Makes an uploaded file a version. 201, or 200 with the one that this request made before.")
    public Response register(@PathParam("model") String model, @Nullable VersionRequest body) {
        Names.model(model);
        VersionRequest request = Bodies.require(body);
        return register(
                model, blobs.require(request.sha256()), new VersionDescription(request.lineage(), request.report()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Imports an ONNX file as a version. 201, or 200 with the first version of that file.")
    public Response importFile(
            @PathParam("model") String model,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
            InputStream body) {
        Names.model(model);
        uploads.requireSize(length);
        return register(model, blobs.keep(body, null).model(), new VersionDescription(null, null));
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
