package io.visiona.incontainer;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.annotation.Annotation;
import java.util.Set;

/** What the container says of the application's beans. In the deployed archive. */
public final class Beans {
  private Beans() {}

  /** There is exactly one bean of this type, it is of this scope, and it can be had. */
  public static void oneOf(BeanManager beans, Class<?> type, Class<? extends Annotation> scope) {
    Set<Bean<?>> found = beans.getBeans(type);
    assertThat(found).as(type.getName()).hasSize(1);
    Bean<?> bean = beans.resolve(found);
    assertThat(bean.getScope()).as(type.getName()).isEqualTo(scope);
    if (scope != Dependent.class) {
      CreationalContext<?> context = beans.createCreationalContext(bean);
      Object once = beans.getReference(bean, type, context);
      Object again = beans.getReference(bean, type, context);
      assertThat(again).as(type.getName()).isSameAs(once).isInstanceOf(type);
    }
  }
}
