package io.noisystudent.registry.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.config.RegistryConfig;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.Download;
import io.noisystudent.storage.ByteRange;
import io.noisystudent.storage.DownloadLinks;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The ONNX file of a version. */
@Path("/api/v1/models/{model}/versions/{version}/artifact")
@Tag(name = "versions")
public class ArtifactResource {
    private static final int PARTIAL = 206;
    /** Shared caches do not check tokens. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private final VersionCatalog versions;
    private final BlobStore blobs;
    private final Downloads downloads;
    private final DownloadLinks links;
    private final Duration validity;

    ArtifactResource(
            VersionCatalog versions, BlobStore blobs, Downloads downloads, DownloadLinks links, RegistryConfig config) {
        this.versions = versions;
        this.blobs = blobs;
        this.downloads = downloads;
        this.links = links;
        this.validity = config.store().linkValidity();
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Download
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            summary = "Downloads the ONNX file, or a range of it; the ETag is its SHA-256",
            description = "With redirect=true and a store that clients reach, the answer is 307 to the store itself.")
    public Response get(
            @PathParam("model") String model,
            @PathParam("version") int number,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @QueryParam("redirect") boolean redirect,
            @Context HttpHeaders request,
            @Context HttpServerRequest http) {
        ModelVersion version = versions.require(model, number);
        EntityTag tag = new EntityTag(version.sha256());
        Optional<Response.ResponseBuilder> unwanted = Conditions.answer(request, tag);
        if (unwanted.isPresent()) {
            return described(unwanted.get(), version).build();
        }
        Optional<URI> direct = redirect ? links.to(RegistryKeys.blob(version.sha256()), validity) : Optional.empty();
        if (direct.isPresent()) {
            return Response.temporaryRedirect(direct.get())
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")
                    .build();
        }
        boolean current = ifRange == null || ifRange.equals("\"" + version.sha256() + "\"");
        if (range != null && current && RangeHeader.asksForRange(range)) {
            return part(version, range, http);
        }
        InputStream file = blobs.open(version.sha256(), version.size(), null);
        return described(Response.ok(downloads.answering(http, file)), version)
                .header(HttpHeaders.CONTENT_LENGTH, version.size())
                .build();
    }

    @HEAD
    @RolesAllowed(Rights.READ)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Size and ETag of the ONNX file")
    public Response head(
            @PathParam("model") String model, @PathParam("version") int number, @Context HttpHeaders request) {
        ModelVersion version = versions.require(model, number);
        return described(
                        Conditions.answer(request, new EntityTag(version.sha256()))
                                .orElseGet(() -> Response.ok()
                                        .type(MediaType.APPLICATION_OCTET_STREAM)
                                        .header(HttpHeaders.CONTENT_LENGTH, version.size())),
                        version)
                .build();
    }

    private Response part(ModelVersion version, String header, HttpServerRequest http) {
        ByteRange range = RangeHeader.within(header, version.size());
        if (range == null) {
            throw new RangeRefused(
                    version.size(),
                    new NoisyStudentException(
                            ErrorCode.RANGE_NOT_SATISFIABLE,
                            "Range",
                            header + " has nothing of the " + version.size() + " bytes of " + version.model()));
        }
        InputStream part = blobs.open(version.sha256(), version.size(), range);
        return described(Response.status(PARTIAL).entity(downloads.answering(http, part)), version)
                .header(HttpHeaders.CONTENT_LENGTH, range.length())
                .header(
                        "Content-Range",
                        "bytes " + range.offset() + "-" + (range.offset() + range.length() - 1) + "/" + version.size())
                .build();
    }

    private static Response.ResponseBuilder described(Response.ResponseBuilder answer, ModelVersion version) {
        String file = version.model().name() + "-" + version.model().version() + ".onnx";
        return answer.tag(new EntityTag(version.sha256()))
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"");
    }
}
