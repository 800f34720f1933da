package io.noisystudent.labeler.web;

import io.noisystudent.testkit.web.MethodRights;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whom each resource method is for; that it is asked is probed in {@code AccessIT}. */
class RightsTest {
    @Test
    void shouldAskForTheRightToReadOrToWrite() {
        assertThat(MethodRights.unusual(InferenceResource.class))
                .containsExactly(
                        "GET InferenceResource.live: public",
                        "GET InferenceResource.ready: public",
                        "POST InferenceResource.infer: read",
                        "POST InferenceResource.infer: read");
    }
}
