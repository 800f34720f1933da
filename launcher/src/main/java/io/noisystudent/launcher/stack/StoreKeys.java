package io.noisystudent.launcher.stack;

/** The credentials of the local store, which listens on the loopback interface only. */
public record StoreKeys(String accessKey, String secretKey) {
    public static final StoreKeys LOCAL = new StoreKeys("noisystudent", "noisystudent-local");

    @Override
    public String toString() {
        return "StoreKeys[" + accessKey + "]";
    }
}
