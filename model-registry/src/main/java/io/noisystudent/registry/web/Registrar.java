package io.noisystudent.registry.web;

import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.catalog.Registration;
import io.noisystudent.registry.catalog.VersionCatalog;
import io.noisystudent.registry.messaging.Announcer;
import io.noisystudent.registry.signing.SignatureService;
import io.noisystudent.registry.upload.BlobStore;
import io.noisystudent.registry.upload.VerifiedModel;
import jakarta.inject.Singleton;

/** Makes a verified file a version, signs it and announces it; the same again changes nothing. */
@Singleton
public class Registrar {
    private final Uploads uploads;
    private final VersionCatalog versions;
    private final SignatureService signatures;
    private final BlobStore blobs;
    private final Announcer announcer;

    Registrar(
            Uploads uploads,
            VersionCatalog versions,
            SignatureService signatures,
            BlobStore blobs,
            Announcer announcer) {
        this.uploads = uploads;
        this.versions = versions;
        this.signatures = signatures;
        this.blobs = blobs;
        this.announcer = announcer;
    }

    public Registration register(String model, VerifiedModel file, VersionDescription description) {
        return registered(versions.register(model, uploads.artifact(model, file), description), file);
    }

    /** Makes a verified file the next version, also if it is one already. */
    public ModelVersion registerAgain(String model, VerifiedModel file) {
        return registered(versions.registerAgain(model, uploads.artifact(model, file)), file)
                .version();
    }

    private Registration registered(Registration made, VerifiedModel file) {
        // An old upload may have been removed as garbage just before its version was there: upload it again then.
        blobs.requireKept(made.version().sha256());
        // Also when it was there: the request that registered it may have died before it was signed.
        signatures.signRegistered(made.version(), file.sha256());
        announcer.announce();
        return made;
    }
}
