package io.noisystudent.teacher.web;

import io.noisystudent.testkit.web.MethodRights;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whom each resource method is for; that it is asked is probed in {@code AccessIT}. */
class RightsTest {
    @Test
    void shouldAskForTheRightToReadOrToWrite() {
        assertThat(MethodRights.unusual(GenerationResource.class))
                .containsExactly("GET GenerationResource.status: public");
    }
}
