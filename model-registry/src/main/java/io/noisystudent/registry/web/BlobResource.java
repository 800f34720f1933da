package io.noisystudent.registry.web;

import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.service.access.Rights;
import io.noisystudent.service.limit.Upload;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Model files by their digest. */
@Path("/api/v1/blobs/sha256/{digest}")
@Tag(name = "blobs")
public class BlobResource {
    private final BlobStore blobs;

    BlobResource(BlobStore blobs) {
        this.blobs = blobs;
    }

    @PUT
    @RolesAllowed(Rights.WRITE)
    @Upload
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Uploads an ONNX file; it is verified before it is kept. 201, or 200 if it was there.")
    public Response put(@PathParam("digest") String digest, InputStream body) {
        boolean created = blobs.keep(body, digest).created();
        return Response.status(created ? Response.Status.CREATED : Response.Status.OK)
                .build();
    }

    @HEAD
    @RolesAllowed(Rights.READ)
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Whether a file was uploaded, and its size")
    public Response head(@PathParam("digest") String digest) {
        return Response.ok()
                .type(MediaType.APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_LENGTH,
                        blobs.requireKept(Names.sha256(digest)).size())
                .tag(new EntityTag(digest))
                .build();
    }
}
