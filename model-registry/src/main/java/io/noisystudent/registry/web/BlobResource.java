package io.noisystudent.registry.web;

import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Model files by their digest. */
@Path("/api/v1/blobs/sha256/{digest}")
@Tag(name = "blobs")
public class BlobResource {
    private final BlobStore blobs;
    private final Uploads uploads;

    BlobResource(BlobStore blobs, Uploads uploads) {
        this.blobs = blobs;
        this.uploads = uploads;
    }

    @PUT
    @RolesAllowed(Rights.WRITE)
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Uploads an ONNX file; it is verified before it is kept. 201, or 200 if it was there.")
    public Response put(
            @PathParam("digest") String digest,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
            InputStream body) {
        uploads.requireSize(length);
        boolean created = blobs.keep(body, digest).created();
        return Response.status(created ? Response.Status.CREATED : Response.Status.OK)
                .build();
    }
}
