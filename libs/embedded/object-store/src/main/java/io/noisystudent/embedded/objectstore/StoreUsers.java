package io.noisystudent.embedded.objectstore;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.BlobStoreLocator;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/** The store as each of its users may use it. */
final class StoreUsers implements BlobStoreLocator {
    private static final String POLICY = "policy.";

    private final Map<String, AccessGrant> grants = new HashMap<>();

    StoreUsers(BlobStore everything, Properties settings) {
        grants.put(settings.getProperty("access.key"), new AccessGrant(settings.getProperty("secret.key"), everything));
        for (String key : settings.stringPropertyNames()) {
            if (key.startsWith(POLICY)) {
                String user = key.substring(POLICY.length());
                Policy policy = Policy.read(Path.of(settings.getProperty(key)));
                grants.put(
                        user,
                        new AccessGrant(
                                settings.getProperty("secret." + user), new RestrictedStore(everything, policy)));
            }
        }
    }

    /** Null for an unknown user, who is refused. */
    @Override
    public @Nullable AccessGrant locateBlobStore(
            @Nullable String identity, @Nullable String container, @Nullable String blob) {
        return identity == null ? null : grants.get(identity);
    }
}
