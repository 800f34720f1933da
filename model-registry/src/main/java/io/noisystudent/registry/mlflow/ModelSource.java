package io.noisystudent.registry.mlflow;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.registry.aliases.AliasService;
import io.noisystudent.registry.catalog.VersionCatalog;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client may name as the source of a version: a file that is in the registry. Addresses elsewhere are never
 * opened.
 */
final class ModelSource {
    private static final Pattern DIGEST = Pattern.compile("(?:.*/blobs/sha256/|sha256:)([0-9a-f]{64})");
    private static final Pattern VERSION = Pattern.compile(
            "(?:models:|.*/" + MlflowForm.ARTIFACTS + "/models)/([^/]+)/([0-9]{1,9})(?:/" + MlflowForm.FILE + ")?");

    private static final Pattern ALIAS = Pattern.compile("models:/([^/@]+)@([^/@]+)");

    private final VersionCatalog versions;
    private final AliasService aliases;

    ModelSource(VersionCatalog versions, AliasService aliases) {
        this.versions = versions;
        this.aliases = aliases;
    }

    /** The SHA-256 of the file. */
    String digest(String source) {
        Matcher digest = DIGEST.matcher(source);
        if (digest.matches()) {
            return digest.group(1);
        }
        Matcher version = VERSION.matcher(source);
        if (version.matches()) {
            return digest(MlflowNames.model(version.group(1)), Integer.parseInt(version.group(2)));
        }
        Matcher alias = ALIAS.matcher(source);
        if (alias.matches()) {
            String model = MlflowNames.model(alias.group(1));
            return digest(
                    model,
                    aliases.current(model, MlflowNames.alias(alias.group(2))).version());
        }
        throw new NoisyStudentException(
                ErrorCode.BAD_REQUEST,
                "source",
                "Invalid model version source: '" + source
                        + "'. Upload the file first with PUT /api/v1/blobs/sha256/DIGEST, then name it as"
                        + " sha256:DIGEST, or name a version as models:/NAME/VERSION or models:/NAME@ALIAS");
    }

    private String digest(String model, int version) {
        return versions.require(model, version).sha256();
    }
}
