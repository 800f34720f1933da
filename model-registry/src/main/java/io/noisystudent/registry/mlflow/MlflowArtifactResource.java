package io.noisystudent.registry.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import io.noisystudent.registry.web.Downloads;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.Download;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Versions as directories, as MLflow's HTTP artifact repository lists and downloads them. */
@Path("/" + MlflowForm.ARTIFACTS)
@Tag(name = "mlflow")
public class MlflowArtifactResource {
    private static final Pattern DIRECTORY = Pattern.compile("/?models/([^/]+)/([0-9]{1,9})/?");

    private final RegistryView view;
    private final VersionCatalog versions;
    private final BlobStore blobs;
    private final Downloads downloads;

    MlflowArtifactResource(RegistryView view, VersionCatalog versions, BlobStore blobs, Downloads downloads) {
        this.view = view;
        this.versions = versions;
        this.blobs = blobs;
        this.downloads = downloads;
    }

    @ServerExceptionMapper
    Response refusal(NoisyStudentException e) {
        return MlflowErrors.answer(e);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "MLflow: lists the files of a version; path is models/NAME/VERSION")
    public ObjectNode list(@QueryParam("path") @Nullable String path) {
        Matcher matcher = DIRECTORY.matcher(path == null ? "" : path);
        ObjectNode answer = MlflowForm.object();
        ArrayNode files = answer.putArray("files");
        if (matcher.matches()) {
            ModelVersion version = versions.require(matcher.group(1), Integer.parseInt(matcher.group(2)));
            files.addObject().put("path", MlflowForm.FILE).put("is_dir", false).put("file_size", version.size());
            beside(version).forEach((name, content) -> files.addObject()
                    .put("path", name)
                    .put("is_dir", false)
                    .put("file_size", content.length));
        }
        return answer;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Download
    @Path("/models/{model}/{version}/{file}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "MLflow: downloads the file of a version")
    public Response download(
            @PathParam("model") String model,
            @PathParam("version") int number,
            @PathParam("file") String file,
            @Context HttpServerRequest http) {
        ModelVersion version = versions.require(model, number);
        if (!file.equals(MlflowForm.FILE)) {
            byte[] content = beside(version).get(file);
            if (content == null) {
                throw new NoisyStudentException(
                        ErrorCode.NOT_FOUND,
                        file,
                        "a version has the files that a GET of " + MlflowForm.ARTIFACTS + "?path="
                                + MlflowForm.path(version.model()) + " lists");
            }
            return Response.ok(content).build();
        }
        return Response.ok(downloads.answering(http, blobs.open(version.sha256(), version.size(), null)))
                .header(HttpHeaders.CONTENT_LENGTH, version.size())
                .header(HttpHeaders.ETAG, "\"" + version.sha256() + "\"")
                .build();
    }

    /** The files that are made when they are read. */
    private Map<String, byte[]> beside(ModelVersion version) {
        ModelView model = view.model(version.model().name())
                .orElseThrow(() -> new IllegalStateException("a version has a model"));
        return MlflowFiles.of(
                version,
                blobs.describe(version.sha256()),
                KeptFields.runId(version, model.annotations(version.model().version())));
    }
}
