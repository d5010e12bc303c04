// A file of its own, because the policy of the page runs no inline script. No validator: it would send the address of this server elsewhere.
window.SwaggerUIBundle({
  url: '/openapi',
  dom_id: '#docs',
  docExpansion: 'none',
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (new URL(request.url, location.href).origin === location.origin) request.headers['X-CSRF'] = '1';
    return request;
  },
});
