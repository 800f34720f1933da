package io.noisystudent.registry.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Page;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.signing.SignatureService;
import io.noisystudent.service.access.Rights;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signatures of a version, in the layout of OpenSSF Model Signing. */
@Path("/api/v1/models/{model}/versions/{version}/signatures")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "signatures")
public class SignatureResource {
    private final VersionCatalog versions;
    private final SignatureService signatures;

    SignatureResource(VersionCatalog versions, SignatureService signatures) {
        this.versions = versions;
        this.signatures = signatures;
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Operation(summary = "Every signature: Sigstore bundles with an in-toto statement over the file's SHA-256")
    public Page<JsonNode> list(@PathParam("model") String model, @PathParam("version") int version) {
        return new Page<>(
                List.copyOf(signatures.of(versions.require(model, version)).values()), null);
    }

    @GET
    @RolesAllowed(Rights.READ)
    @Path("/{key}")
    @Operation(summary = "The signature by one key: what other tools call model.sig")
    public JsonNode get(
            @PathParam("model") String model, @PathParam("version") int version, @PathParam("key") String key) {
        JsonNode found = signatures.of(versions.require(model, version)).get(key);
        if (found == null) {
            throw new NoisyStudentException(ErrorCode.NOT_FOUND, key, "no signature is by this key; list them all");
        }
        return found;
    }

    @POST
    @RolesAllowed(Rights.WRITE)
    @Operation(
            summary = "Signs a version with the registry's present key, after a rotation",
            description = "A version without any signature is signed with adopt=true only.")
    public Page<JsonNode> sign(
            @PathParam("model") String model, @PathParam("version") int version, @QueryParam("adopt") boolean adopt) {
        return new Page<>(
                List.copyOf(
                        signatures.sign(versions.require(model, version), adopt).values()),
                null);
    }
}
