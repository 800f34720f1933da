package io.noisystudent.storage.minio;

import io.noisystudent.contracts.error.ErrorCode;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MinioConfigTest {
    @Test
    void shouldNotShowTheSecret() {
        MinioConfig config = new MinioConfig(URI.create("http://localhost:9000"), "eu", "models", "key", "hush");
        assertThat(config.toString()).contains("key", "models").doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9000, eu, models, endpoint",
        "ftp://localhost, eu, models, endpoint",
        "http://localhost, '', models, region",
        "http://localhost, eu, Models, bucket",
        "http://localhost, eu, ab, bucket"
    })
    void shouldNameTheValueThatIsWrong(String endpoint, String region, String bucket, String subject) {
        assertThatThrownBy(() -> new MinioConfig(URI.create(endpoint), region, bucket, "key", "hush"))
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIG_INVALID)
                .hasFieldOrPropertyWithValue("subject", "store " + subject);
    }
}
