package io.noisystudent.labeler.web;

import io.noisystudent.service.request.UntypedPosts;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/** Triton's client sends its JSON without a content type; to classify images changes nothing. */
@Singleton
public class InferencePosts implements UntypedPosts {
    private static final Pattern INFER = Pattern.compile("/v2/models/[^/]+(/versions/[^/]+)?/infer");

    @Override
    public boolean isAllowed(String path) {
        return INFER.matcher(path).matches();
    }
}
