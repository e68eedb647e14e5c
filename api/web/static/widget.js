/* Puts a chat button on a bank's own page; the conversation opens in a frame of the service's origin. */
(function () {
  'use strict';
  var script = document.currentScript;
  var home = new URL(script.src).origin;
  var wish = script.dataset;
  var left = wish.position === 'left';
  var english = /^en/i.test(wish.language || navigator.language);
  var label = wish.label || (english ? 'Chat with us' : '在线客服');
  var button = null;
  var frame = null;

  function dress(element, style) {
    Object.keys(style).forEach(function (name) {
      element.style[name] = style[name];
    });
  }

  function place(element, bottom) {
    element.style[left ? 'left' : 'right'] = '20px';
    element.style.bottom = bottom;
    dress(element, { position: 'fixed', zIndex: '2147483000', border: '0' });
  }

  function fit() {
    var narrow = window.innerWidth <= 520;
    dress(frame, {
      width: narrow ? '100%' : '400px',
      height: narrow ? '100%' : 'min(680px, calc(100vh - 110px))',
      bottom: narrow ? '0' : '90px',
      borderRadius: narrow ? '0' : '16px',
    });
    frame.style[left ? 'left' : 'right'] = narrow ? '0' : '20px';
  }

  function make() {
    var language = wish.language ? '&lang=' + encodeURIComponent(wish.language) : '';
    frame = document.createElement('iframe');
    frame.title = label;
    frame.allow = 'microphone';
    frame.src = home + '/chat?embed=1' + language + '&source=' + encodeURIComponent(location.hostname);
    place(frame, '90px');
    dress(frame, { boxShadow: '0 12px 40px rgba(10, 25, 60, .28)', background: '#eef0f3' });
    fit();
    window.addEventListener('resize', fit);
    document.body.appendChild(frame);
  }

  function show(open) {
    if (open && !frame) {
      make();
    }
    frame.style.display = open ? 'block' : 'none';
    button.setAttribute('aria-expanded', String(open));
    (open ? frame : button).focus();
  }

  function draw() {
    button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-label', label);
    button.setAttribute('aria-expanded', 'false');
    button.textContent = english ? 'Chat' : '客服';
    place(button, '20px');
    dress(button, {
      minWidth: '60px', height: '60px', padding: '0 14px', borderRadius: '30px', cursor: 'pointer',
      background: wish.colour || '#1457b8', color: '#fff', font: '600 16px system-ui, sans-serif',
      boxShadow: '0 6px 20px rgba(10, 25, 60, .3)',
    });
    button.addEventListener('click', function () {
      show(!frame || frame.style.display === 'none');
    });
    document.body.appendChild(button);
  }

  window.addEventListener('message', function (message) {
    var ours = frame && message.origin === home && message.source === frame.contentWindow;
    if (ours && message.data && message.data.teller === 'minimise') {
      show(false);
    }
  });

  if (document.body) {
    draw();
  } else {
    document.addEventListener('DOMContentLoaded', draw);
  }
})();
