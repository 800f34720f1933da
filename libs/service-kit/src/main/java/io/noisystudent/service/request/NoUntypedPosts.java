package io.noisystudent.service.request;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Every service whose protocol does not need it otherwise. */
@DefaultBean
@Singleton
public class NoUntypedPosts implements UntypedPosts {
    @Override
    public boolean isAllowed(String path) {
        return false;
    }
}
